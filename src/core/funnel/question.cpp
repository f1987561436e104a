#include <algorithm>

#include "core/funnel/question.hpp"

namespace heatmap::funnel {

bool modes_agree(Modes modes) noexcept {
    return modes < 1u << mode_count && ((modes & any_order) == 0 || modes == any_order) &&
           ((modes & allow_reentry) == 0 || (modes & strict_order) != 0);
}

bool Clauses::operator==(const Clauses &other) const noexcept {
    if (chosen != other.chosen || n_exclusions != other.n_exclusions || limited != other.limited ||
        optional != other.optional ||
        !std::equal(exclusions, exclusions + n_exclusions, other.exclusions))
        return false;
    for (uint32_t step = 0; step < max_steps; step++)
        if ((chosen && condition[step] != other.condition[step]) ||
            ((limited >> step & 1) != 0 && limit[step] != other.limit[step]))
            return false;
    return true;
}

bool Question::operator==(const Question &other) const noexcept {
    return steps == other.steps && window == other.window && modes == other.modes &&
           (clauses == nullptr) == (other.clauses == nullptr) &&
           (clauses == nullptr || *clauses == *other.clauses);
}

} // namespace heatmap::funnel
