#include "pg/journey/transition.hpp"

namespace heatmap::journey {

void RememberMode(FunctionCallInfo fcinfo, int arg, uint32_t steps, const Parameters &parameters) {
    auto *known = static_cast<Known *>(fcinfo->flinfo->fn_extra);
    const void *mode = PG_GETARG_POINTER(arg);
    const Size size = VARSIZE_ANY(mode), note = parameters.note.size();
    auto *bytes = static_cast<char *>(MemoryContextAlloc(fcinfo->flinfo->fn_mcxt, size + note));
    memcpy(bytes, mode, size);
    if (note > 0)
        memcpy(bytes + size, parameters.note.data(), note);
    if (known->mode != nullptr)
        pfree(const_cast<void *>(known->mode));
    known->steps = steps;
    known->mode_size = size;
    known->mode = bytes;
    known->parameters = Parameters{parameters.tag, parameters.window, {bytes + size, note}};
}

} // namespace heatmap::journey
