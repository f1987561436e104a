// Writes the seed corpus: `seeds <folder>` makes a folder in it for each harness.

#include <filesystem>
#include <fstream>
#include <string>

#include "core/funnel/chain.hpp"
#include "fuzz/base/kinds.hpp"
#include "unit/funnel/helpers.hpp"
#include "unit/grid/helpers.hpp"
#include "unit/journey/path_box.hpp"
#include "unit/scroll/attention_box.hpp"
#include "unit/visitors/helpers.hpp"

namespace heatmap::test {
namespace {

void write(const std::filesystem::path &folder, int number, const Bytes &bytes) {
    std::filesystem::create_directories(folder);
    std::ofstream file(folder / ("seed-" + std::to_string(number)), std::ios::binary);
    file.write(reinterpret_cast<const char *>(bytes.data()),
               static_cast<std::streamsize>(bytes.size()));
}

// The harnesses read their choices first. A first byte of 0 says that raw bytes follow the choices.
Bytes raw(size_t choices, const Bytes &bytes) {
    Bytes seed(1 + choices);
    seed.insert(seed.end(), bytes.begin(), bytes.end());
    return seed;
}

// A value or state for base_bytes.
void write(const std::filesystem::path &folder, int number, Kind kind, const Bytes &bytes) {
    Bytes seed(1, static_cast<uint8_t>(kind));
    seed.insert(seed.end(), bytes.begin(), bytes.end());
    write(folder / "base_bytes", number * kinds + static_cast<int>(kind), seed);
}

Bytes random_bytes(Rng &rng, size_t n) {
    Bytes bytes(n);
    for (uint8_t &byte : bytes)
        byte = static_cast<uint8_t>(rng());
    return bytes;
}

// States of attention_agg, lists and arrays, behind random choices.
void write_attention(const std::filesystem::path &folder) {
    Rng rng(63);
    int number = 0;
    for (uint32_t bands : {1, 20, 60, 1000})
        for (int intervals : {0, 3, 50}) {
            scroll::AttentionBox box(grid::canvas_of(1, bands, 0, 0, 1, 1000));
            for (int i = 0; i < intervals; i++) {
                const double top = uniform(rng, -100, 1100);
                box.add(scroll::Interval{top, top + 200, uniform(rng, 0, 30)});
            }
            Bytes seed = random_bytes(rng, 65);
            seed[0] = 1;
            const Bytes state = box.bytes();
            seed.insert(seed.end(), state.begin(), state.end());
            write(folder, number, Kind::attention_state, state);
            write(folder / "scroll_attention", number++, seed);
            for (uint8_t kind : {0, 2}) {
                seed = random_bytes(rng, 300);
                seed[0] = kind;
                write(folder / "scroll_attention", number++, seed);
            }
        }
}

// Journeys, funnels and paths, stored and as states, behind random choices.
void write_funnels(const std::filesystem::path &folder) {
    Rng rng(61);
    int number = 0;
    const auto put = [&](const char *harness, uint8_t kind, size_t choices, const Bytes &bytes) {
        Bytes seed = random_bytes(rng, 1 + choices);
        seed[0] = kind;
        seed.insert(seed.end(), bytes.begin(), bytes.end());
        write(folder / harness, number++, seed);
    };
    for (uint32_t steps : {1, 3, 5, 16, 17, 64})
        for (int kind_of_state : {0, 1, 2}) {
            // A journey; a funnel; and one with clauses.
            const bool is_journey = kind_of_state == 0;
            const std::string clauses =
                kind_of_state == 2 ? funnel::random_clauses(rng, steps) : "";
            const funnel::Asked asked =
                funnel::asked(clauses, steps, 50, is_journey ? 0 : funnel::strict_once);
            const funnel::Question question = asked.get();
            // The conditions that are excluded must be there.
            const uint32_t conditions =
                std::min(journey::max_steps, steps + funnel::exclusions_of(question));
            char note[funnel::mode_length];
            write_clauses(question, funnel::TimeUnit::microseconds, note);
            const uint16_t tag = is_journey ? uint16_t{0} : tag_of(question);
            journey::JourneyBox journey(journey::shape_for(conditions, 1, false, std::strlen(note)),
                                        journey::Start{conditions, tag, 50, 0, note});
            funnel::FunnelBox funnel(question);
            for (int64_t i = 0; i < 20; i++) {
                const int64_t at = i == 10 ? end_time - 1 : whole(rng, -20, 20);
                journey.append(journey::Event{at, rng() & rng() & journey::steps_upto(conditions)});
            }
            const journey::Events events = journey::canonical_events(journey.events());
            write(folder, number, Kind::journey,
                  journey::store_journey(events, conditions).bytes());
            write(folder, number, Kind::journey_state, journey.bytes());
            put("journey_events", 0, 48, journey::store_journey(events, conditions).bytes());
            put("journey_events", 1, 48, journey.bytes());
            for (uint32_t n = 1; n <= journey::count_of(events); n++) {
                funnel::Chain chain;
                funnel::find_chain(events.data(), n, question, test_memory, &chain);
                funnel.add(chain);
            }
            write(folder, number, Kind::funnel, funnel.stored().bytes());
            write(folder, number, Kind::funnel_state, funnel.bytes());
            put("funnel_counts", 0, 48, funnel.stored().bytes());
            put("funnel_counts", 1, 48, funnel.bytes());
            for (const char *harness :
                 {"journey_events", "journey_pattern", "funnel_counts", "journey_path"})
                for (uint8_t kind : {2, 3})
                    put(harness, kind, 200, {});
            journey::PathBox path(steps);
            for (int i = 0; i < 10; i++)
                path.append(whole(rng, 0, 20), std::string(rng() % 4, static_cast<char>(rng())));
            write(folder, number, Kind::path_state, path.bytes());
            put("journey_path", 0, 48, path.bytes());
        }
    for (const std::string text :
         {" strict_increase , strict_once,strict_order,strict_deduplication", "any_order,",
          "any_order,strict_once", "strict_order,any_order", "strict_order,allow_reentry",
          "steps(2,1,2),exclude(3),exclude(3,1,2),within(3,90 minutes),optional(2)", "steps(1,2",
          "exclude(4,3,1)", "within(2,soon)", "any_order,optional(2)", "any_order,exclude(3,1,2)",
          "within(2,1 hour),within(2,7200 seconds)"})
        put("journey_events", 3, 1, Bytes(text.begin(), text.end()));
}

void write_heatmaps(const std::filesystem::path &folder) {
    Rng rng(60);
    int number = 0;
    for (const grid::Canvas &canvas :
         {grid::unit_canvas(3, 7), grid::unit_canvas(40, 30), grid::unit_canvas(4096, 4096)})
        for (int scale : {0, 1, 2, 3}) {
            grid::Cells cells;
            for (int i = 0; i < 10 * scale; i++)
                cells.push_back(
                    grid::Cell{static_cast<uint32_t>(rng() % grid::cell_count(canvas)) & ~7u,
                               static_cast<double>(whole(rng, scale > 1 ? -9 : 1, 300)) /
                                   (scale > 2 ? 8 : 1)});
            grid::sort_and_merge(&cells);
            const Bytes stored = grid::store(cells, canvas, scale).bytes();
            write(folder, number, Kind::heatmap, stored);
            write(folder / "grid_stored", number, raw(24, stored));
            grid::StateBox box(canvas, 1, scale < 2);
            for (const grid::Cell &cell : cells)
                if (scale < 2)
                    box.count(cell.index);
                else
                    box.add(grid::middle(0, canvas.cols, canvas.cols, cell.index % canvas.cols),
                            grid::middle(0, canvas.rows, canvas.rows, cell.index / canvas.cols),
                            cell.value);
            write(folder, number, Kind::heatmap_state, box.bytes());
            write(folder / "grid_state_bytes", number, raw(0, box.bytes()));
            write(folder / "grid_state_steps", number, random_bytes(rng, 200));
            write(folder / "grid_confetti", number, random_bytes(rng, 200 + 100 * scale));
            number++;
        }
    for (const std::string text :
         {R"({"cols":3,"rows":7,"extent":[0,0,30,70],"outside":2,"cells":[[1,0,5],[2,6,-1.5e3]]})",
          R"({ "cells" : [ [ 0 , 0 , 1 ] , [ 0 , 0 , 2 ] ] , "rows" : 1 , "cols" : 1e0 ,)"
          R"( "extent" : [ -0.0 , -1 , 1E-300 , 1e+300 ] })",
          R"({"cols":16777216,"rows":1,"extent":[0,0,1,1]})"})
        write(folder / "grid_json", number++, Bytes(text.begin(), text.end()));
}

// Stored sets and states of visitors; and pairs to be added.
void write_visitors(const std::filesystem::path &folder) {
    Rng rng(64);
    int number = 0;
    for (const uint64_t visitors : {1, 50, 1000})
        for (const int pairs : {0, 1, 60, 500}) {
            visitors::StateBox state(visitors::Kind::number, grid::canvas_of(30, 20, 0, 0, 3, 2));
            for (int i = 0; i < pairs; i++)
                state.add(rng() % visitors, static_cast<uint32_t>(rng() % 601));
            const Bytes bytes = state.bytes();
            write(folder, number, Kind::visitors, state.stored().bytes());
            write(folder, number, Kind::visitors_state, bytes);
            write(folder / "visitors_pairs", number++, raw(0, state.stored().bytes()));
            Bytes seed = random_bytes(rng, 65);
            seed[0] = 1;
            seed.insert(seed.end(), bytes.begin(), bytes.end());
            write(folder / "visitors_pairs", number++, seed);
            for (uint8_t kind : {2, 3}) {
                seed = random_bytes(rng, 69 + 8 * static_cast<size_t>(pairs));
                seed[0] = kind;
                write(folder / "visitors_pairs", number++, seed);
            }
        }
}

} // namespace
} // namespace heatmap::test

int main(int argc, char **argv) {
    if (argc != 2)
        return 1;
    heatmap::test::write_heatmaps(argv[1]);
    heatmap::test::write_funnels(argv[1]);
    heatmap::test::write_attention(argv[1]);
    heatmap::test::write_visitors(argv[1]);
    return 0;
}
