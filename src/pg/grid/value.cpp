#include "core/base/memory.hpp"
#include "pg/grid/value.hpp"

namespace heatmap::grid {

namespace {

template <class Source>
Header *Store(const Canvas &canvas, double outside, const Source &source) {
    Measure m;
    Check(measure(source, outside, CheckForInterrupts, &m));
    auto *head = static_cast<Header *>(palloc(m.size()));
    SET_VARSIZE(head, m.size());
    encode(source, canvas, outside, m, CheckForInterrupts, head);
    return head;
}

} // namespace

const State *AsState(const Header *head, bool own) {
    if (SizeOf(*head) < sizeof(Header) || !is_state(*head))
        return nullptr;
    const auto *state = reinterpret_cast<const State *>(head);
    if (!own && !check_state(*state, SizeOf(*head)))
        Check(Status::corrupt);
    return state;
}

Value GetValue(FunctionCallInfo fcinfo, int n) {
    const Header *head = GetHeader(fcinfo, n);
    const State *state = AsState(head, false);
    if (state != nullptr)
        head = StoreState(*state);
    Check(check_header(*head, SizeOf(*head)));
    return Value{head, SizeOf(*head)};
}

Area AreaOf(const BOX &box) {
    const Area area{box.low.x, box.low.y, box.high.x, box.high.y};
    if (std::isnan(area.xmin) || std::isnan(area.ymin) || std::isnan(area.xmax) ||
        std::isnan(area.ymax))
        ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                        errmsg("area must not have NaN corners")));
    return area;
}

CellList LoadCells(const Value &value) {
    auto *cells = static_cast<Cell *>(palloc(sizeof(Cell) * (value.head->occupied + size_t{1})));
    uint32_t n = 0;
    Decode(value, [cells, &n](uint32_t index, double v) {
        cells[n++] = Cell{index, v};
        return true;
    });
    return CellList{cells, n};
}

double *AllocateZeros(size_t n) {
    auto *values = static_cast<double *>(palloc(sizeof(double) * n));
    clear_memory(values, sizeof(double) * n, CheckForInterrupts);
    return values;
}

double *LoadDense(const Value &value) {
    double *values = AllocateZeros(cell_count(value.head->canvas));
    Decode(value, [values](uint32_t index, double v) {
        values[index] = v;
        return true;
    });
    return values;
}

double Total(const Value &value) {
    double total = 0;
    Decode(value, [&total](uint32_t, double v) {
        total += v;
        return true;
    });
    CheckFinite(total);
    return total;
}

double Total(const CellList &list) {
    double total = 0;
    for (uint32_t i = 0; i < list.count; i++)
        total += list.cells[i].value;
    CheckFinite(total);
    return total;
}

double AreaSum(const Canvas &canvas, const CellList &list, const Area &area) {
    const double sum = area_sum(list.cells, list.count, canvas, area, CheckForInterrupts);
    CheckFinite(sum);
    return sum;
}

Header *StoreCells(const Canvas &canvas, double outside, const CellList &list) {
    return Store(canvas, outside, CellSource{list.cells, list.count});
}

Header *StoreDense(const Canvas &canvas, double outside, const double *values) {
    return Store(canvas, outside, DenseSource{values, cell_count(canvas)});
}

Header *StoreState(const State &state) {
    if (state.head.form == Form::state_none)
        ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                        errmsg("heatmap aggregate state has seen no rows")));
    if (state.head.form == Form::state_dense)
        return Store(state.head.canvas, state.head.outside, DenseStateSource{state});
    const size_t room = sizeof(Cell) * (live_cells(state) + size_t{1});
    auto *cells = static_cast<Cell *>(palloc(room));
    auto *scratch = static_cast<Cell *>(palloc(room));
    uint32_t n = list_cells(state, CheckForInterrupts, cells);
    sort_cells(cells, n, CheckForInterrupts, scratch);
    n = merge_equal_cells(cells, n);
    Header *head = StoreCells(state.head.canvas, state.head.outside, CellList{cells, n});
    pfree(scratch);
    pfree(cells);
    return head;
}

} // namespace heatmap::grid
