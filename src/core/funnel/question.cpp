#include <bit>
#include <cstring>

#include "core/funnel/question.hpp"

namespace heatmap::funnel {

namespace {

// The modes that demand an order of steps. any_order contradicts them.
constexpr Modes ordered = strict_increase | strict_order | strict_deduplication;

bool is_blank(char c) noexcept {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

} // namespace

const char *const mode_names[mode_count] = {"strict_increase", "strict_once", "strict_order",
                                            "strict_deduplication", "any_order"};

bool modes_agree(Modes modes) noexcept {
    return modes < 1u << mode_count && ((modes & any_order) == 0 || modes == any_order);
}

ParsedModes parse_modes(const char *text, size_t length) noexcept {
    ParsedModes parsed{};
    const char *end = text + length;
    for (const char *begin = text;;) {
        const auto *comma =
            static_cast<const char *>(std::memchr(begin, ',', static_cast<size_t>(end - begin)));
        const char *name = begin, *stop = comma != nullptr ? comma : end;
        while (name < stop && is_blank(*name))
            name++;
        while (stop > name && is_blank(stop[-1]))
            stop--;
        const auto n = static_cast<size_t>(stop - name);
        if (n == 0 && begin == text && comma == nullptr)
            break;
        unsigned mode = 0;
        while (mode < mode_count &&
               (std::strlen(mode_names[mode]) != n || std::memcmp(mode_names[mode], name, n) != 0))
            mode++;
        if (mode == mode_count) {
            parsed.error = ModesError::unknown;
            parsed.name = name;
            parsed.length = n;
            return parsed;
        }
        parsed.modes |= static_cast<Modes>(1u << mode);
        if (comma == nullptr)
            break;
        begin = comma + 1;
    }
    if ((parsed.modes & any_order) != 0)
        parsed.modes &= static_cast<Modes>(~strict_once); // any_order includes it
    if (!modes_agree(parsed.modes)) {
        parsed.error = ModesError::contradiction;
        parsed.a = mode_names[std::countr_zero(any_order)];
        parsed.b = mode_names[std::countr_zero(static_cast<Modes>(parsed.modes & ordered))];
    }
    return parsed;
}

void write_modes(Modes modes, char *out) noexcept {
    const char *separator = "";
    *out = '\0';
    for (unsigned mode = 0; mode < mode_count; mode++)
        if ((modes >> mode & 1) != 0) {
            std::strcat(out, separator);
            std::strcat(out, mode_names[mode]);
            separator = ",";
        }
}

} // namespace heatmap::funnel
