package dev.weir.core.reading.wire;

import dev.weir.core.json.JsonObject;
import dev.weir.core.reading.ModelRequest;
import dev.weir.core.reading.ModelResponse;

/** How one dialect writes a request, an answer and a streamed answer. */
interface Shape {

    ModelRequest request(JsonObject body, Context context);

    /** Reads an answer that is not streamed, or one that was assembled. */
    ModelResponse response(JsonObject body, Context context);

    /** What takes the events of a streamed answer. */
    Assembly assembly(Context context);
}
