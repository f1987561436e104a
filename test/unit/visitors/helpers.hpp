// What the unit tests and the fuzzer of sets of visitors share. Nothing here depends on GoogleTest.
#pragma once

#include <set>
#include <utility>

#include "core/visitors/state.hpp"
#include "unit/box.hpp"
#include "unit/helpers.hpp"

namespace heatmap::visitors {
using namespace test;

// The reference for everything: visitors and cells.
using Model = std::set<std::pair<uint64_t, uint32_t>>;

using StoredBox = Box<Header>;

class StateBox : public Box<State> {
public:
    using Box::Box;

    StateBox(Kind kind, const Canvas &canvas) : Box(new_state(kind, canvas, 1, test_memory)) {
    }

    bool valid() const {
        return check_state(get(), no_poll);
    }

    Status add(uint64_t visitor, uint32_t cell) {
        return change([&](State **state) {
            return add_pair(state, *state, Pair{visitor, cell}, test_memory);
        });
    }

    StoredBox stored() const {
        uint32_t n;
        Pair *pairs = sorted_pairs(get(), test_memory, &n);
        Header *head = store(pairs, n, get().kind, get().canvas, test_memory);
        std::free(pairs);
        return StoredBox(head);
    }
};

// The pairs of a stored set; nothing if its bytes are damaged.
inline bool decode_all(const StoredBox &box, Model *model) {
    return decode(box.get(), box.size(), no_poll,
                  [model](uint64_t visitor, uint32_t cell) { model->emplace(visitor, cell); });
}

inline StoredBox store_model(const Model &model, Kind kind, const Canvas &canvas) {
    std::vector<Pair> pairs;
    for (const auto &[visitor, cell] : model)
        pairs.push_back({visitor, cell});
    return StoredBox(
        store(pairs.data(), static_cast<uint32_t>(pairs.size()), kind, canvas, test_memory));
}

} // namespace heatmap::visitors
