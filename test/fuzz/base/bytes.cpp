// Arbitrary bytes as a stored value or an aggregate state of each of kinds.hpp: the checks before
// their use read nothing beyond them, and reading a value that passed agrees. Fast, for runs of
// many millions; the fuzzers of the wings work with what passes.

#include "fuzz/base/kinds.hpp"
#include "fuzz/fuzz.hpp"
#include "unit/funnel/helpers.hpp"
#include "unit/grid/helpers.hpp"
#include "unit/journey/path_box.hpp"
#include "unit/scroll/attention_box.hpp"
#include "unit/visitors/helpers.hpp"

namespace heatmap::test {
namespace {

void check_heatmap(const grid::Stored &value) {
    if (value.check() == Status::ok)
        REQUIRE(value.cells().size() == value.head().occupied);
}

void check_visitors(const visitors::StoredBox &value) {
    uint32_t pairs = 0;
    if (visitors::decode(value.get(), value.size(), no_poll,
                         [&pairs](uint64_t, uint32_t) { pairs++; }))
        REQUIRE(pairs == value.get().pairs);
}

void check_journey(const journey::StoredJourney &value) {
    const uint32_t n = journey::event_count(value.get(), value.size());
    REQUIRE(n <= value.size() / 2);
    journey::Events events(n);
    if (journey::decode(value.get(), value.size(), no_poll, events.data()))
        REQUIRE(n > 0);
}

void check_funnel(const funnel::StoredFunnel &value) {
    if (const auto counts = funnel::load_funnel(value))
        REQUIRE(funnel::check_counts(counts->question(), counts->get()));
}

} // namespace

void run(Input in) {
    const auto kind = static_cast<Kind>(in.take<uint8_t>() % kinds);
    const Bytes bytes = in.rest();
    switch (kind) {
    case Kind::heatmap:
        return check_heatmap(grid::Stored(bytes));
    case Kind::heatmap_state:
        static_cast<void>(grid::StateBox(bytes).valid());
        return;
    case Kind::visitors:
        return check_visitors(visitors::StoredBox(bytes));
    case Kind::visitors_state:
        static_cast<void>(visitors::StateBox(bytes).valid());
        return;
    case Kind::journey:
        return check_journey(journey::StoredJourney(bytes));
    case Kind::journey_state:
        static_cast<void>(journey::JourneyBox(bytes).valid());
        return;
    case Kind::funnel:
        return check_funnel(funnel::StoredFunnel(bytes));
    case Kind::funnel_state:
        static_cast<void>(funnel::FunnelBox(bytes).valid());
        return;
    case Kind::path_state:
        static_cast<void>(journey::PathBox(bytes).valid());
        return;
    case Kind::attention_state:
        static_cast<void>(scroll::AttentionBox(bytes).valid());
        return;
    }
}

} // namespace heatmap::test
