// Arbitrary bytes, and pieces of the language, as a pattern over arbitrary events. What is accepted
// is searched; a match has the events that the pattern names, in order and within its times.

#include <string>

#include "core/journey/pattern.hpp"
#include "fuzz/fuzz.hpp"
#include "unit/journey/helpers.hpp"

namespace heatmap::journey {
using namespace test;
namespace {

std::string take_pattern(Input *in) {
    constexpr const char *pieces[] = {"(?1)",
                                      "(?2)",
                                      "(?3)",
                                      "(?64)",
                                      ".",
                                      ".*",
                                      " ",
                                      "(?t",
                                      "(?t<=1)",
                                      "<",
                                      "==",
                                      ")",
                                      "(?",
                                      "(?t>=0)",
                                      "(?t>1) ",
                                      "(?t<9)",
                                      "99999999999999999999"};
    std::string text;
    for (uint32_t n = in->pick(0, 40); n > 0; n--) {
        const auto kind = in->take<uint8_t>();
        if (kind < 240)
            text += pieces[kind % std::size(pieces)];
        else
            text += static_cast<char>(in->take<uint8_t>());
    }
    return text;
}

void check_match(const Pattern &pattern, const std::vector<int64_t> &times) {
    for (uint32_t i = 1; i < pattern.n; i++) {
        REQUIRE(times[i] >= times[i - 1]);
        const PatternEvent &event = pattern.events[i];
        const uint64_t time = elapsed(times[i - 1], times[i]);
        REQUIRE(event.follows != Follows::in_time || (time >= event.least && time <= event.most));
    }
}

} // namespace
} // namespace heatmap::journey

void heatmap::test::run(Input in) {
    using namespace heatmap::journey;
    const std::string text = take_pattern(&in);
    const std::vector<char> exact(text.begin(), text.end());
    const uint32_t conditions = in.pick(1, max_steps);
    ParsedPattern parsed;
    parse_pattern({exact.data(), exact.size()}, conditions, &parsed);
    REQUIRE(parsed.at <= exact.size() && parsed.pattern.n <= max_pattern);
    if (parsed.error != PatternError::none)
        return;
    REQUIRE(parsed.pattern.n > 0);
    Events events;
    int64_t at = in.take<int64_t>();
    while (!in.empty() && events.size() < 500) {
        events.push_back(Event{at, in.take<uint8_t>() & steps_upto(conditions)});
        int64_t later;
        if (!__builtin_add_overflow(at, int64_t{in.take<uint8_t>() % 4} * 500000, &later))
            at = later;
    }
    std::sort(events.begin(), events.end(), before);
    const uint32_t n = count_of(events);
    const uint32_t count = count_matches(events.data(), n, parsed.pattern, UINT32_MAX, test_memory);
    REQUIRE(count <= n / parsed.pattern.n);
    std::vector<int64_t> times(parsed.pattern.n);
    const bool found = find_match(events.data(), n, parsed.pattern, test_memory, times.data());
    REQUIRE(found == (count > 0));
    if (found)
        check_match(parsed.pattern, times);
}
