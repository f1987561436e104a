#include <algorithm>
#include <bit>
#include <charconv>
#include <cstring>

#include "core/funnel/mode.hpp"

namespace heatmap::funnel {

namespace {

constexpr struct {
    uint64_t length; // microseconds
    std::string_view name;
} units[] = {
    {86400000000, "day"}, {3600000000, "hour"},  {60000000, "minute"},
    {1000000, "second"},  {1000, "millisecond"}, {1, "microsecond"},
};

constexpr std::string_view clause_steps = "steps", clause_exclude = "exclude",
                           clause_within = "within", clause_optional = "optional";

constexpr std::string_view name_of(Modes mode) noexcept {
    return mode_names[std::countr_zero(mode)];
}

// A part of a text. (substr() could throw.)
std::string_view part(std::string_view text, size_t from, size_t to) noexcept {
    return {text.data() + from, to - from};
}

bool is_blank(char c) noexcept {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

std::string_view trim(std::string_view text) noexcept {
    while (!text.empty() && is_blank(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back()))
        text.remove_suffix(1);
    return text;
}

// A number of one to four digits.
bool read_number(std::string_view text, uint32_t *number) noexcept {
    const auto digit = [](char c) { return c >= '0' && c <= '9'; };
    if (text.empty() || text.size() > 4 || !std::all_of(text.begin(), text.end(), digit))
        return false;
    std::from_chars(text.data(), text.data() + text.size(), *number);
    return true;
}

// A list of the numbers of clauses, as they stand in the text. There may be max_steps of a kind.
template <class Entry>
struct List {
    uint32_t n = 0;
    Entry entries[max_steps];

    bool add(const Entry &entry) noexcept {
        if (n == max_steps)
            return false;
        entries[n++] = entry;
        return true;
    }

    const Entry *begin() const noexcept {
        return entries;
    }

    const Entry *end() const noexcept {
        return entries + n;
    }
};
static_assert(max_exclusions == max_steps);

struct Excluded {
    uint32_t condition;
    bool whole; // the funnel; otherwise between these steps
    uint32_t from, to;
};

struct Limit {
    uint32_t step;
    uint64_t time;
};

class Parser {
public:
    Parser(std::string_view text, const FunnelSize &funnel, ParseTime parse_time,
           Mode *mode) noexcept
        : text_(text), funnel_(funnel), parse_time_(parse_time), mode_(*mode) {
    }

    void parse() noexcept {
        if (!trim(text_).empty() && !read_items())
            return;
        if (check_modes() && find_steps() && find_exclusions() && find_limits() && find_optional())
            mode_.with_clauses = mode_.clauses.chosen || mode_.clauses.n_exclusions > 0 ||
                                 mode_.clauses.limited != 0 || mode_.clauses.optional != 0;
    }

private:
    bool fail(ModeError error, std::string_view word, uint32_t a = 0, uint32_t b = 0) noexcept {
        mode_.error = error;
        mode_.word = word;
        mode_.a = a;
        mode_.b = b;
        return false;
    }

    bool contradict(std::string_view a, std::string_view b) noexcept {
        mode_.other = b;
        return fail(ModeError::contradiction, a);
    }

    // Splits the text at the commas that are not between parentheses. No part of the text is
    // searched twice for the same sign: it may be long.
    bool read_items() noexcept {
        constexpr size_t none = std::string_view::npos;
        size_t open = text_.find('(');
        for (size_t from = 0;;) {
            if (open < from)
                open = text_.find('(', from);
            const size_t comma = text_.find(',', from);
            if (comma < open || open == none) {
                if (!read_word(trim(part(text_, from, std::min(comma, text_.size())))))
                    return false;
                if (comma == none)
                    return true;
                from = comma + 1;
                continue;
            }
            const std::string_view left = part(text_, from, text_.size());
            const size_t close = left.find(')', open - from);
            if (close == none)
                return fail_unclosed(left, open - from);
            const size_t end = end_of_item(left, close);
            if (!read_call(part(left, 0, end), open - from, close))
                return false;
            if (end == left.size())
                return true;
            from += end + 1;
        }
    }

    // The first comma behind a parenthesis that was closed, or the end of the text.
    static size_t end_of_item(std::string_view text, size_t close) noexcept {
        for (size_t comma = text.find(',', close);;) {
            const size_t open = text.find('(', close);
            if (comma <= open)
                return std::min(comma, text.size());
            close = text.find(')', open);
            if (close == text.npos)
                return text.size();
            if (comma < close)
                comma = text.find(',', close);
        }
    }

    bool fail_unclosed(std::string_view item, size_t open) noexcept {
        const std::string_view name = trim(part(item, 0, open));
        if (!is_clause(name) && mode_of(name) == 0)
            return fail(ModeError::unknown, name);
        return fail(ModeError::malformed, trim(item));
    }

    static bool is_clause(std::string_view name) noexcept {
        return name == clause_steps || name == clause_exclude || name == clause_within ||
               name == clause_optional;
    }

    static Modes mode_of(std::string_view name) noexcept {
        for (unsigned mode = 0; mode < mode_count; mode++)
            if (name == mode_names[mode])
                return static_cast<Modes>(1u << mode);
        return 0;
    }

    bool read_word(std::string_view word) noexcept {
        const Modes mode = mode_of(word);
        if (is_clause(word))
            return fail(ModeError::no_arguments, word);
        if (mode == 0)
            return fail(ModeError::unknown, word);
        mode_.modes |= mode;
        return true;
    }

    bool read_call(std::string_view item, size_t open, size_t close) noexcept {
        const std::string_view name = trim(part(item, 0, open));
        if (mode_of(name) != 0)
            return fail(ModeError::takes_none, name);
        if (!is_clause(name))
            return fail(ModeError::unknown, name);
        if (!trim(part(item, close + 1, item.size())).empty())
            return fail(ModeError::malformed, trim(item));
        const std::string_view inside = trim(part(item, open + 1, close));
        if (inside.empty())
            return fail(ModeError::no_arguments, name);
        if (name == clause_within)
            return read_within(trim(item), inside);
        List<uint32_t> numbers;
        for (std::string_view left = inside;;) {
            const size_t end = std::min(left.find(','), left.size());
            uint32_t number;
            if (!read_number(trim(part(left, 0, end)), &number))
                return fail(ModeError::malformed, trim(item));
            if (!numbers.add(number))
                return fail(name == clause_steps ? ModeError::too_many : ModeError::arguments,
                            name);
            if (end == left.size())
                break;
            left.remove_prefix(end + 1);
        }
        if (name == clause_steps)
            return keep_steps(numbers);
        return name == clause_exclude ? keep_exclusion(numbers) : keep_optional(numbers);
    }

    bool read_within(std::string_view item, std::string_view inside) noexcept {
        const size_t comma = inside.find(',');
        if (comma == inside.npos)
            return fail(ModeError::arguments, clause_within);
        Limit limit;
        if (!read_number(trim(part(inside, 0, comma)), &limit.step))
            return fail(ModeError::malformed, item);
        const std::string_view time = trim(part(inside, comma + 1, inside.size()));
        switch (parse_time_(time, &limit.time)) {
        case TimeError::none:
            break;
        case TimeError::invalid:
            return fail(ModeError::time, time);
        case TimeError::varies:
            return fail(ModeError::time_varies, time);
        }
        return limits_.add(limit) || fail(ModeError::too_many, clause_within);
    }

    bool keep_steps(const List<uint32_t> &numbers) noexcept {
        if (steps_.n > 0)
            return fail(ModeError::twice, clause_steps);
        steps_ = numbers;
        return true;
    }

    bool keep_exclusion(const List<uint32_t> &numbers) noexcept {
        if (numbers.n != 1 && numbers.n != 3)
            return fail(ModeError::arguments, clause_exclude);
        const uint32_t *entry = numbers.entries;
        const bool whole = numbers.n == 1;
        return excluded_.add({entry[0], whole, whole ? 0 : entry[1], whole ? 0 : entry[2]}) ||
               fail(ModeError::too_many, clause_exclude);
    }

    bool keep_optional(const List<uint32_t> &numbers) noexcept {
        if (numbers.n != 1)
            return fail(ModeError::arguments, clause_optional);
        return optional_.add(numbers.entries[0]) || fail(ModeError::too_many, clause_optional);
    }

    bool check_modes() noexcept {
        Modes &modes = mode_.modes;
        if ((modes & any_order) != 0) {
            modes &= static_cast<Modes>(~strict_once); // any_order includes it
            for (const Modes other :
                 {strict_increase, strict_order, allow_reentry, strict_deduplication})
                if ((modes & other) != 0)
                    return contradict(name_of(any_order), name_of(other));
            if (limits_.n > 0)
                return contradict(name_of(any_order), clause_within);
            if (optional_.n > 0)
                return contradict(name_of(any_order), clause_optional);
        }
        if ((modes & allow_reentry) != 0 && (modes & strict_order) == 0)
            return fail(ModeError::needs_strict_order, name_of(allow_reentry));
        return true;
    }

    bool find_steps() noexcept {
        Clauses &clauses = mode_.clauses;
        uint64_t named = 0; // by an exclusion
        for (const Excluded &e : excluded_) {
            if (e.condition < 1 || e.condition > max_steps)
                return fail(ModeError::no_condition, clause_exclude, e.condition);
            named |= uint64_t{1} << (e.condition - 1);
        }
        // If steps are chosen, and it is not known among how many, there may be any number.
        uint32_t conditions = funnel_.conditions;
        if (conditions == 0)
            conditions = steps_.n > 0 ? max_steps
                                      : funnel_.steps + static_cast<uint32_t>(std::popcount(named));
        for (const Excluded &e : excluded_)
            if (e.condition > conditions)
                return fail(ModeError::no_condition, clause_exclude, e.condition);
        uint32_t n = 0;
        for (uint32_t condition = 0; condition < std::min(conditions, max_steps); condition++)
            if ((named >> condition & 1) == 0)
                clauses.condition[n++] = static_cast<uint8_t>(condition);
        if (steps_.n > 0) {
            bool usual = funnel_.conditions > 0 && steps_.n == n;
            for (uint32_t step = 0; step < steps_.n; step++) {
                const uint32_t condition = steps_.entries[step];
                if (condition < 1 || condition > conditions)
                    return fail(ModeError::no_condition, clause_steps, condition);
                usual = usual && clauses.condition[step] == condition - 1;
            }
            if (!usual) {
                std::memset(clauses.condition, 0, sizeof(clauses.condition));
                for (uint32_t step = 0; step < steps_.n; step++)
                    clauses.condition[step] = static_cast<uint8_t>(steps_.entries[step] - 1);
                clauses.chosen = true;
            }
            n = steps_.n;
        }
        mode_.steps = n;
        return true;
    }

    bool find_exclusions() noexcept {
        Clauses &clauses = mode_.clauses;
        const uint32_t n = mode_.steps;
        if (excluded_.n > 0 && n < 2)
            return fail(ModeError::needs_two_steps, clause_exclude);
        for (const Excluded &e : excluded_) {
            const uint32_t from = e.whole ? 1 : e.from, to = e.whole ? n : e.to;
            for (const uint32_t step : {from, to})
                if (step < 1 || step > n)
                    return fail(ModeError::no_step, clause_exclude, step);
            if (from >= to)
                return fail(ModeError::not_in_order, clause_exclude, from, to);
            if ((mode_.modes & any_order) != 0 && (from != 1 || to != n))
                return fail(ModeError::part_of_any_order, name_of(any_order));
            clauses.exclusions[clauses.n_exclusions++] =
                Exclusion{static_cast<uint8_t>(e.condition - 1), static_cast<uint8_t>(from - 1),
                          static_cast<uint8_t>(to - 1)};
        }
        Exclusion *end = clauses.exclusions + clauses.n_exclusions;
        std::sort(clauses.exclusions, end);
        Exclusion *last = std::unique(clauses.exclusions, end);
        clauses.n_exclusions = static_cast<uint32_t>(last - clauses.exclusions);
        std::fill(last, end, Exclusion{});
        return true;
    }

    // Checks a step that has a step before it.
    bool check_step(std::string_view clause, uint32_t step) noexcept {
        if (step < 1 || step > mode_.steps)
            return fail(ModeError::no_step, clause, step);
        return step > 1 || fail(ModeError::first_step, clause);
    }

    bool find_limits() noexcept {
        Clauses &clauses = mode_.clauses;
        for (const Limit &limit : limits_) {
            if (!check_step(clause_within, limit.step))
                return false;
            const uint64_t step = uint64_t{1} << (limit.step - 1);
            if ((clauses.limited & step) != 0)
                return fail(ModeError::twice, clause_within, limit.step);
            clauses.limited |= step;
            clauses.limit[limit.step - 1] = limit.time;
        }
        return true;
    }

    bool find_optional() noexcept {
        for (const uint32_t step : optional_) {
            if (!check_step(clause_optional, step))
                return false;
            mode_.clauses.optional |= uint64_t{1} << (step - 1);
        }
        return true;
    }

    std::string_view text_;
    FunnelSize funnel_;
    ParseTime parse_time_;
    Mode &mode_;
    List<uint32_t> steps_, optional_;
    List<Excluded> excluded_;
    List<Limit> limits_;
};

// Writes a comma-separated list.
class Writer {
public:
    explicit Writer(char *out) noexcept : at_(out) {
        *at_ = '\0';
    }

    void begin(std::string_view name) noexcept {
        if (!first_)
            put(",");
        first_ = false;
        put(name);
    }

    void put(std::string_view text) noexcept {
        at_ = std::copy(text.begin(), text.end(), at_);
        *at_ = '\0';
    }

    void put(uint64_t number) noexcept {
        at_ = std::to_chars(at_, at_ + 20, number).ptr;
        *at_ = '\0';
    }

    void put_time(uint64_t time, TimeUnit unit) noexcept {
        if (unit == TimeUnit::unknown)
            return put(time);
        const auto *u = std::begin(units);
        while (time % u->length != 0)
            u++;
        if (time == 0)
            u = std::find_if(std::begin(units), std::end(units),
                             [](const auto &each) { return each.name == "second"; });
        put(time / u->length);
        put(" ");
        put(u->name);
        put(time == u->length ? "" : "s");
    }

private:
    char *at_;
    bool first_ = true;
};

void write_clauses(const Question &question, TimeUnit unit, Writer *out) noexcept {
    if (question.clauses == nullptr)
        return;
    const Clauses &clauses = *question.clauses;
    if (clauses.chosen) {
        out->begin("steps");
        for (uint32_t step = 0; step < question.steps; step++) {
            out->put(step == 0 ? "(" : ",");
            out->put(uint64_t{clauses.condition[step]} + 1);
        }
        out->put(")");
    }
    for (uint32_t i = 0; i < clauses.n_exclusions; i++) {
        const Exclusion &e = clauses.exclusions[i];
        out->begin("exclude(");
        out->put(uint64_t{e.condition} + 1);
        if (e.from != 0 || e.to != question.steps - 1) {
            out->put(",");
            out->put(uint64_t{e.from} + 1);
            out->put(",");
            out->put(uint64_t{e.to} + 1);
        }
        out->put(")");
    }
    for (uint64_t left = clauses.limited; left != 0; left &= left - 1) {
        const auto step = static_cast<uint32_t>(std::countr_zero(left));
        out->begin("within(");
        out->put(uint64_t{step} + 1);
        out->put(",");
        out->put_time(clauses.limit[step], unit);
        out->put(")");
    }
    for (uint64_t left = clauses.optional; left != 0; left &= left - 1) {
        out->begin("optional(");
        out->put(static_cast<uint64_t>(std::countr_zero(left)) + 1);
        out->put(")");
    }
}

} // namespace

void parse_mode(std::string_view text, const FunnelSize &funnel, ParseTime parse_time,
                Mode *mode) noexcept {
    *mode = Mode{};
    mode->modes = funnel.modes;
    Parser(text, funnel, parse_time, mode).parse();
}

TimeError parse_written_time(std::string_view text, uint64_t *time) noexcept {
    const char *end = text.data() + text.size();
    const auto [after, error] = std::from_chars(text.data(), end, *time);
    if (error != std::errc())
        return TimeError::invalid;
    const std::string_view name = part(text, static_cast<size_t>(after - text.data()), text.size());
    if (name.empty())
        return TimeError::none;
    for (const auto &unit : units) {
        const std::string_view plural = *time == 1 ? "" : "s";
        if (name.size() == 1 + unit.name.size() + plural.size() && name.front() == ' ' &&
            part(name, 1, 1 + unit.name.size()) == unit.name && name.ends_with(plural))
            return __builtin_mul_overflow(*time, unit.length, time) ? TimeError::invalid
                                                                    : TimeError::none;
    }
    return TimeError::invalid;
}

void write_time(uint64_t time, TimeUnit unit, char *out) noexcept {
    Writer(out).put_time(time, unit);
}

void write_mode(const Question &question, TimeUnit unit, char *out) noexcept {
    Writer writer(out);
    for (unsigned mode = 0; mode < mode_count; mode++)
        if ((question.modes >> mode & 1) != 0)
            writer.begin(mode_names[mode]);
    write_clauses(question, unit, &writer);
}

void write_clauses(const Question &question, TimeUnit unit, char *out) noexcept {
    Writer writer(out);
    write_clauses(question, unit, &writer);
}

bool parse_question(const journey::State &state, Mode *mode) noexcept {
    const Modes modes = modes_of_tag(state.tag);
    if ((state.tag & has_question) == 0 || !modes_agree(modes))
        return false;
    parse_mode(journey::note_of(state), {state.steps, 0, modes}, parse_written_time, mode);
    return mode->error == ModeError::none && mode->modes == modes &&
           mode->with_clauses == ((state.tag & has_clauses) != 0);
}

} // namespace heatmap::funnel
