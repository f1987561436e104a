#include "pg/visitors/value.hpp"

namespace heatmap::visitors {

namespace {

[[noreturn]] void RaiseTooManyPairs() {
    ereport(ERROR,
            (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
             errmsg("heatmap_visitors cannot have more than %u pairs of a visitor and a cell",
                    max_pairs),
             errhint("Use larger cells, or group by page, device or day.")));
    pg_unreachable();
}

} // namespace

const Header *GetStored(FunctionCallInfo fcinfo, int n) {
    const Header *head = GetHeader(fcinfo, n);
    const State *state = VisitorsState::AsState(head, false);
    if (state != nullptr)
        return VisitorsState::Store(*state);
    if (!check_header(*head, size_of(head)))
        RaiseCorrupt("heatmap_visitors");
    return head;
}

bool BlockOf(const Canvas &canvas, const grid::Area &area, Block *block) {
    Canvas cropped;
    const grid::CanvasError error =
        grid::crop_canvas(canvas, area, &cropped, &block->first_col, &block->first_row);
    if (error == grid::CanvasError::dimensions)
        return false;
    grid::Check(error);
    block->end_col = block->first_col + cropped.cols;
    block->end_row = block->first_row + cropped.rows;
    return true;
}

int64 CountVisitors(const Header *head, const Block &block) {
    const uint32_t cols = head->canvas.cols;
    return CountVisitorsIf(head, [&block, cols](uint32_t cell) {
        const uint32_t col = cell % cols, row = cell / cols;
        return col >= block.first_col && col < block.end_col && row >= block.first_row &&
               row < block.end_row;
    });
}

Counts CountCells(const Header *head) {
    const uint32_t cells = cell_count(head->canvas);
    auto *list = allocate<grid::Cell>(size_t{head->pairs} + 1, server_memory);
    uint32_t n = 0;
    double outside = 0;
    Decode(head, [&](uint64_t, uint32_t cell) {
        if (cell == cells)
            outside++;
        else
            list[n++] = {cell, 1};
    });
    auto *scratch = allocate<grid::Cell>(size_t{n} + 1, server_memory);
    grid::sort_cells(list, n, CheckForInterrupts, scratch);
    pfree(scratch);
    return {{list, grid::merge_equal_cells(list, n)}, outside};
}

const State *VisitorsState::AsState(const Header *head, bool own) {
    if (size_of(head) < sizeof(Header) || head->form != Form::state)
        return nullptr;
    const auto *state = reinterpret_cast<const State *>(head);
    if (!own && !check_state(*state, CheckForInterrupts))
        RaiseCorrupt("heatmap_visitors");
    return state;
}

State *VisitorsState::FromStored(const Header *head) {
    if (!check_header(*head, size_of(head)))
        RaiseCorrupt("heatmap_visitors");
    State *state = new_state(head->kind, head->canvas, head->pairs + 1, server_memory);
    Pair *out = pairs_of(*state);
    Decode(head, [&out](uint64_t visitor, uint32_t cell) { *out++ = {visitor, cell}; });
    state->used = state->sorted = head->pairs;
    return state;
}

Header *VisitorsState::Store(const State &state) {
    uint32_t n;
    Pair *pairs = sorted_pairs(state, server_memory, &n);
    if (n > max_pairs)
        RaiseTooManyPairs();
    Header *stored = store(pairs, n, state.kind, state.canvas, server_memory);
    pfree(pairs);
    return stored;
}

void Add(State **state, const State *given, const Pair &pair) {
    if (add_pair(state, given, pair, server_memory) != Status::ok)
        RaiseTooManyPairs();
}

const char *NameOf(Kind kind) {
    constexpr const char *names[] = {"bigint", "text", "uuid"};
    return names[static_cast<int>(kind)];
}

void CheckSameKind(Kind a, Kind b) {
    if (a != b)
        ereport(ERROR,
                (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                 errmsg("visitors of different types cannot be put together"),
                 errdetail("Some are of type %s, others of type %s.", NameOf(a), NameOf(b))));
}

} // namespace heatmap::visitors
