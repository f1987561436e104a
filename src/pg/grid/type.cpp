// The type heatmap: text, JSON and binary input and output.
//
// An aggregate that a user builds over our transition functions can put a state that has seen no rows
// into a table. It has no grid, so it is no heatmap, but it must be possible to dump it: its text is an
// empty object.

#include "core/grid/json.hpp"
#include "pg/grid/value.hpp"

#include "pg/base/binary.hpp"
#include "pg/base/json.hpp"

namespace heatmap::grid {

namespace {

// Argument n if it is a state without rows; otherwise null.
const Header *GetNone(FunctionCallInfo fcinfo, int n) {
    const Header *head = GetHeader(fcinfo, n);
    const State *state = HeatmapState::AsState(head, false);
    return state != nullptr && state->form == Form::state_none ? head : nullptr;
}

bool IsEmptyObject(const char *text) {
    constexpr char blanks[] = " \t\n\r";
    text += strspn(text, blanks);
    if (*text++ != '{')
        return false;
    text += strspn(text, blanks);
    return *text == '}' && text[1 + strspn(text + 1, blanks)] == '\0';
}

// Argument 0, a heatmap, as the text of a JSON object.
StringInfoData WriteJson(FunctionCallInfo fcinfo) {
    StringInfoData text;
    StringInfo out = &text;
    initStringInfo(out);
    if (GetNone(fcinfo, 0) != nullptr) {
        appendStringInfoString(out, "{}");
        return text;
    }
    const Value value = GetValue(fcinfo, 0);
    const Canvas &canvas = value.head->canvas;
    AppendCanvas(out, canvas);
    appendStringInfoString(out, ",\"outside\":");
    AppendReal(out, value.head->outside);
    appendStringInfoString(out, ",\"cells\":[");
    const char *separator = "";
    Decode(value, [&](uint32_t index, double v) {
        if (index % 1024 == 0)
            CHECK_FOR_INTERRUPTS();
        appendStringInfo(out, "%s[%u,%u,", separator, index % canvas.cols, index / canvas.cols);
        AppendReal(out, v);
        appendStringInfoChar(out, ']');
        separator = ",";
        return true;
    });
    appendStringInfoString(out, "]}");
    return text;
}

// Parses the JSON object; null after a soft error was saved in escontext.
Header *ReadJson(const char *text, fmNodePtr escontext) {
    if (IsEmptyObject(text))
        return reinterpret_cast<Header *>(new_state_none(server_memory));
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
    PG_RETURN_CSTRING(WriteJson(fcinfo).data);
}

HEATMAP_FUNCTION(heatmap_send) {
    const Header *none = GetNone(fcinfo, 0);
    return Send(none != nullptr ? none : GetValue(fcinfo, 0).head);
}

HEATMAP_FUNCTION(heatmap_recv) {
    size_t size;
    auto *head = Receive<Header>(fcinfo, &size);
    const State *none = new_state_none(server_memory);
    if (size == sizeof(State) && memcmp(head, none, size) == 0)
        PG_RETURN_POINTER(head);
    if (size < sizeof(Header) || validate(*head, size, CheckForInterrupts) != Status::ok)
        ReportInvalidBinary("heatmap");
    PG_RETURN_POINTER(head);
}

HEATMAP_FUNCTION(heatmap_to_json) {
    return JsonDatum(WriteJson(fcinfo));
}

HEATMAP_FUNCTION(heatmap_to_jsonb) {
    return JsonbDatum(WriteJson(fcinfo));
}

HEATMAP_FUNCTION(heatmap_from_json) {
    PG_RETURN_POINTER(ReadJson(JsonArgument(fcinfo), nullptr));
}

HEATMAP_FUNCTION(heatmap_from_jsonb) {
    PG_RETURN_POINTER(ReadJson(JsonbArgument(fcinfo), nullptr));
}

} // namespace heatmap::grid
