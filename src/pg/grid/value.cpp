#include "pg/grid/value.hpp"

#include "pg/base/json.hpp"

namespace heatmap::grid {

Value GetValue(FunctionCallInfo fcinfo, int n) {
    const Header *head = GetHeader(fcinfo, n);
    const State *state = HeatmapState::AsState(head, false);
    if (state != nullptr)
        head = HeatmapState::Store(*state);
    Check(check_header(*head, size_of(head)));
    return Value{head, size_of(head)};
}

const Header *GetCheckedHeader(FunctionCallInfo fcinfo, int n) {
    const Header *head = GetSlice(fcinfo, n);
    if (size_of(head) < sizeof(Header) || is_state(*head))
        return GetValue(fcinfo, n).head;
    Check(check_header(*head, toast_raw_datum_size(PG_GETARG_DATUM(n))));
    return head;
}

Area AreaOf(const BOX &box) {
    const Area area{box.low.x, box.low.y, box.high.x, box.high.y};
    if (std::isnan(area.xmin) || std::isnan(area.ymin) || std::isnan(area.xmax) ||
        std::isnan(area.ymax))
        ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                        errmsg("area must not have NaN corners")));
    return area;
}

Areas GetAreas(FunctionCallInfo fcinfo, int labels, int boxes) {
    Areas areas;
    int n_labels;
    deconstruct_array(PG_GETARG_ARRAYTYPE_P_COPY(labels), TEXTOID, -1, false, TYPALIGN_INT,
                      &areas.labels, &areas.no_label, &n_labels);
    deconstruct_array(PG_GETARG_ARRAYTYPE_P_COPY(boxes), BOXOID, sizeof(BOX), false,
                      TYPALIGN_DOUBLE, &areas.boxes, &areas.no_area, &areas.n);
    if (areas.n != n_labels)
        ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                        errmsg("number of labels must be the number of areas"),
                        errdetail("Areas: %d, labels: %d.", areas.n, n_labels)));
    return areas;
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

void AppendCanvas(StringInfo out, const Canvas &canvas) {
    appendStringInfo(out, "{\"cols\":%u,\"rows\":%u,\"extent\":[", canvas.cols, canvas.rows);
    const double edges[] = {canvas.xmin, canvas.ymin, canvas.xmax, canvas.ymax};
    for (int i = 0; i < 4; i++) {
        if (i > 0)
            appendStringInfoChar(out, ',');
        AppendReal(out, edges[i]);
    }
    appendStringInfoChar(out, ']');
}

Header *StoreCells(const Canvas &canvas, double outside, const CellList &list) {
    Header *head;
    Check(store(CellSource{list.cells, list.count}, canvas, outside, server_memory, &head));
    return head;
}

Header *StoreDense(const Canvas &canvas, double outside, const double *values) {
    Header *head;
    Check(store(DenseSource{values, cell_count(canvas)}, canvas, outside, server_memory, &head));
    return head;
}

Header *Coarsen(const Value &value, uint32_t fx, uint32_t fy) {
    const Canvas &canvas = value.head->canvas;
    Canvas coarse;
    Check(coarsen_canvas(canvas, fx, fy, &coarse));
    CellList list = LoadCells(value);
    auto *scratch = static_cast<Cell *>(palloc(sizeof(Cell) * (list.count + size_t{1})));
    coarsen_cells(list.cells, list.count, canvas, fx, fy, CheckForInterrupts);
    sort_cells(list.cells, list.count, CheckForInterrupts, scratch);
    list.count = merge_equal_cells(list.cells, list.count);
    return StoreCells(coarse, value.head->outside, list);
}

const State *HeatmapState::AsState(const Header *head, bool own) {
    if (size_of(head) < sizeof(Header) || !is_state(*head))
        return nullptr;
    const auto *state = reinterpret_cast<const State *>(head);
    if (!own && !check_state(*state))
        Check(Status::corrupt);
    return state;
}

State *HeatmapState::FromStored(const Header *head) {
    Check(check_header(*head, size_of(head)));
    const Shape shape = shape_for(head->canvas, head->occupied, false);
    State *state = new_state(head->canvas, shape, server_memory);
    Check(add_value(&state, *head, Direction::add, server_memory));
    return state;
}

Header *HeatmapState::Store(const State &state) {
    if (state.form == Form::state_none)
        ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("heatmap has no grid"),
                        errdetail("It is the state of an aggregate that has seen no rows.")));
    Header *head;
    Check(store_state(state, server_memory, &head));
    return head;
}

} // namespace heatmap::grid
