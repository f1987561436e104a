// The type heatmap_visitors: text, JSON and binary input and output.

#include <string_view>

#include "pg/visitors/value.hpp"

#include "pg/base/binary.hpp"
#include "pg/base/json.hpp"

namespace heatmap::visitors {

namespace {

// Reads "cols", "rows" and "extent". False if they are not there; *error says what is wrong with
// the canvas.
bool ReadCanvas(JsonbContainer *object, Canvas *canvas, grid::CanvasError *error) {
    uint128 cols, rows;
    double extent[4];
    JsonbContainer *edges = AsArray(Member(object, "extent"));
    if (!AsNumber(Member(object, "cols"), grid::max_cells, &cols) ||
        !AsNumber(Member(object, "rows"), grid::max_cells, &rows) || edges == nullptr ||
        JsonContainerSize(edges) != lengthof(extent))
        return false;
    for (uint32 i = 0; i < lengthof(extent); i++)
        if (!AsReal(Element(edges, i), &extent[i]))
            return false;
    *error = grid::make_canvas(extent[0], extent[1], extent[2], extent[3],
                               static_cast<int64_t>(cols), static_cast<int64_t>(rows), canvas);
    return true;
}

bool ReadKind(const JsonbValue &value, Kind *kind) {
    if (value.type != jbvString)
        return false;
    const std::string_view name(value.val.string.val, static_cast<size_t>(value.val.string.len));
    for (const Kind k : {Kind::number, Kind::text, Kind::uuid})
        if (name == NameOf(k)) {
            *kind = k;
            return true;
        }
    return false;
}

// The key of a visitor.
bool ReadVisitor(const JsonbValue &value, Kind kind, uint64_t *key) {
    int64 number;
    uint128 hash;
    if (kind == Kind::number) {
        if (!AsInteger(value, &number))
            return false;
        *key = key_of_number(number);
    } else {
        if (!AsNumber(value, UINT64_MAX, &hash))
            return false;
        *key = static_cast<uint64_t>(hash);
    }
    return true;
}

// Adds the pairs of [visitor, cell, ...] to the state.
bool ReadVisits(const JsonbValue &value, State **state) {
    JsonbContainer *visits = AsArray(value);
    uint64_t visitor;
    if (visits == nullptr || JsonContainerSize(visits) < 2 ||
        !ReadVisitor(Element(visits, 0), (*state)->kind, &visitor))
        return false;
    for (uint32 i = 1; i < JsonContainerSize(visits); i++) {
        uint128 cell;
        if (!AsNumber(Element(visits, i), cell_count((*state)->canvas), &cell))
            return false;
        Add(state, nullptr, Pair{visitor, static_cast<uint32_t>(cell)});
    }
    return true;
}

// The set in the text form; null after a soft error.
Header *ReadSet(char *text, fmNodePtr escontext) {
    JsonbContainer *json = ParseJson(text, escontext);
    if (json == nullptr)
        return nullptr;
    JsonbContainer *object = AsObject(json, 5);
    JsonbContainer *list = object != nullptr ? AsArray(Member(object, "pairs")) : nullptr;
    Canvas canvas;
    Kind kind;
    auto error = grid::CanvasError::none;
    bool good = list != nullptr && ReadCanvas(object, &canvas, &error) &&
                ReadKind(Member(object, "visitors"), &kind);
    if (error != grid::CanvasError::none) {
        const Message message = grid::MessageOf(error);
        ereturn(escontext, nullptr, (errcode(message.code), errmsg("%s", message.text)));
    }
    if (good) {
        State *state = new_state(kind, canvas, 1, server_memory);
        for (uint32 i = 0; i < JsonContainerSize(list) && good; i++) {
            CHECK_FOR_INTERRUPTS();
            good = ReadVisits(Element(list, i), &state);
        }
        if (good)
            return VisitorsState::Store(*state);
    }
    ereturn(
        escontext, nullptr,
        (errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
         errmsg("invalid input syntax for type %s", "heatmap_visitors"),
         errdetail("A set of visitors looks like {\"cols\": 3, \"rows\": 2, \"extent\": "
                   "[0, 0, 30, 20], \"visitors\": \"bigint\", \"pairs\": [[42, 0, 5]]}: visitor "
                   "42 was in the cells 0 and 5.")));
}

// Argument 0 in the text form.
StringInfoData WriteSet(FunctionCallInfo fcinfo) {
    const Header *head = GetStored(fcinfo, 0);
    StringInfoData text;
    initStringInfo(&text);
    grid::AppendCanvas(&text, head->canvas);
    appendStringInfo(&text, ",\"visitors\":\"%s\",\"pairs\":[", NameOf(head->kind));
    uint64_t last = 0;
    bool any = false;
    Decode(head, [&](uint64_t visitor, uint32_t cell) {
        if (!any || visitor != last) {
            appendStringInfoString(&text, any ? "],[" : "[");
            if (head->kind == Kind::number)
                appendStringInfo(&text, INT64_FORMAT, number_of_key(visitor));
            else
                appendStringInfo(&text, UINT64_FORMAT, visitor);
        }
        any = true;
        last = visitor;
        appendStringInfo(&text, ",%u", cell);
    });
    appendStringInfoString(&text, any ? "]]}" : "]}");
    return text;
}

} // namespace

HEATMAP_FUNCTION(heatmap_visitors_in) {
    Header *head = ReadSet(PG_GETARG_CSTRING(0), fcinfo->context);
    if (head == nullptr)
        PG_RETURN_NULL();
    PG_RETURN_POINTER(head);
}

HEATMAP_FUNCTION(heatmap_visitors_out) {
    PG_RETURN_CSTRING(WriteSet(fcinfo).data);
}

HEATMAP_FUNCTION(heatmap_visitors_to_json) {
    return JsonDatum(WriteSet(fcinfo));
}

HEATMAP_FUNCTION(heatmap_visitors_to_jsonb) {
    return JsonbDatum(WriteSet(fcinfo));
}

HEATMAP_FUNCTION(heatmap_visitors_from_json) {
    PG_RETURN_POINTER(ReadSet(JsonArgument(fcinfo), nullptr));
}

HEATMAP_FUNCTION(heatmap_visitors_from_jsonb) {
    PG_RETURN_POINTER(ReadSet(JsonbArgument(fcinfo), nullptr));
}

HEATMAP_FUNCTION(heatmap_visitors_send) {
    return Send(GetStored(fcinfo, 0));
}

HEATMAP_FUNCTION(heatmap_visitors_recv) {
    size_t size;
    const auto *head = Receive<Header>(fcinfo, &size);
    if (!decode(*head, size, CheckForInterrupts, [](uint64_t, uint32_t) {}))
        ReportInvalidBinary("heatmap_visitors");
    PG_RETURN_POINTER(head);
}

} // namespace heatmap::visitors
