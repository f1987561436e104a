// The type heatmap: text, JSON and binary input and output.

#include "core/grid/json.hpp"
#include "pg/grid/value.hpp"

#include "pg/base/binary.hpp"

namespace heatmap::grid {

namespace {

void AppendNumber(StringInfo out, double v) {
    char digits[DOUBLE_SHORTEST_DECIMAL_LEN];
    double_to_shortest_decimal_buf(v, digits);
    appendStringInfoString(out, digits);
}

// The JSON object as text.
StringInfoData WriteJson(const Value &value) {
    StringInfoData text;
    StringInfo out = &text;
    initStringInfo(out);
    const Canvas &canvas = value.head->canvas;
    appendStringInfo(out, "{\"cols\":%u,\"rows\":%u,\"extent\":[", canvas.cols, canvas.rows);
    AppendNumber(out, canvas.xmin);
    appendStringInfoChar(out, ',');
    AppendNumber(out, canvas.ymin);
    appendStringInfoChar(out, ',');
    AppendNumber(out, canvas.xmax);
    appendStringInfoChar(out, ',');
    AppendNumber(out, canvas.ymax);
    appendStringInfoString(out, "],\"outside\":");
    AppendNumber(out, value.head->outside);
    appendStringInfoString(out, ",\"cells\":[");
    const char *separator = "";
    Decode(value, [&](uint32_t index, double v) {
        if (index % 1024 == 0)
            CHECK_FOR_INTERRUPTS();
        appendStringInfo(out, "%s[%u,%u,", separator, index % canvas.cols, index / canvas.cols);
        AppendNumber(out, v);
        appendStringInfoChar(out, ']');
        separator = ",";
        return true;
    });
    appendStringInfoString(out, "]}");
    return text;
}

// Parses the JSON object; null after a soft error was saved in escontext.
Header *ReadJson(const char *text, fmNodePtr escontext) {
    ParsedHeatmap parsed = parse_json(text, CheckForInterrupts, nullptr);
    CellList list{nullptr, parsed.cells};
    Cell *scratch = nullptr;
    if (parsed.error == nullptr && parsed.canvas_error == CanvasError::none) {
        list.cells = static_cast<Cell *>(palloc(sizeof(Cell) * (list.count + size_t{1})));
        scratch = static_cast<Cell *>(palloc(sizeof(Cell) * (list.count + size_t{1})));
        parsed = parse_json(text, CheckForInterrupts, list.cells);
    }
    if (parsed.error != nullptr)
        ereturn(escontext, nullptr,
                (errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
                 errmsg("invalid input syntax for type %s", "heatmap"),
                 errdetail("At character %zu: %s.", parsed.error_at + 1, parsed.error)));
    if (parsed.canvas_error != CanvasError::none) {
        const Message message = MessageOf(parsed.canvas_error);
        ereturn(escontext, nullptr, (errcode(message.code), errmsg("%s", message.text)));
    }

    sort_cells(list.cells, list.count, CheckForInterrupts, scratch);
    for (uint32_t i = 1; i < list.count; i++)
        if (list.cells[i].index == list.cells[i - 1].index)
            ereturn(
                escontext, nullptr,
                (errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
                 errmsg("invalid input syntax for type %s", "heatmap"),
                 errdetail("Cell [%u,%u] occurs twice.", list.cells[i].index % parsed.canvas.cols,
                           list.cells[i].index / parsed.canvas.cols)));
    return StoreCells(parsed.canvas, parsed.outside, list);
}

} // namespace

HEATMAP_FUNCTION(heatmap_in) {
    Header *head = ReadJson(PG_GETARG_CSTRING(0), fcinfo->context);
    if (head == nullptr)
        PG_RETURN_NULL();
    PG_RETURN_POINTER(head);
}

HEATMAP_FUNCTION(heatmap_out) {
    const StringInfoData out = WriteJson(GetValue(fcinfo, 0));
    PG_RETURN_CSTRING(out.data);
}

HEATMAP_FUNCTION(heatmap_send) {
    return Send(GetValue(fcinfo, 0).head);
}

HEATMAP_FUNCTION(heatmap_recv) {
    size_t size;
    auto *head = Receive<Header>(fcinfo, &size);
    if (size < sizeof(Header) || validate(*head, size, CheckForInterrupts) != Status::ok)
        ReportInvalidBinary("heatmap");
    PG_RETURN_POINTER(head);
}

HEATMAP_FUNCTION(heatmap_to_json) {
    const StringInfoData out = WriteJson(GetValue(fcinfo, 0));
    PG_RETURN_TEXT_P(cstring_to_text_with_len(out.data, out.len));
}

HEATMAP_FUNCTION(heatmap_to_jsonb) {
    const StringInfoData out = WriteJson(GetValue(fcinfo, 0));
    return DirectFunctionCall1(jsonb_in, CStringGetDatum(out.data));
}

HEATMAP_FUNCTION(heatmap_from_json) {
    PG_RETURN_POINTER(ReadJson(text_to_cstring(PG_GETARG_TEXT_PP(0)), nullptr));
}

HEATMAP_FUNCTION(heatmap_from_jsonb) {
    const Datum text = DirectFunctionCall1(jsonb_out, PG_GETARG_DATUM(0));
    PG_RETURN_POINTER(ReadJson(DatumGetCString(text), nullptr));
}

} // namespace heatmap::grid
