package dev.weir.core.reading;

import dev.weir.core.json.Json;

import org.jspecify.annotations.Nullable;

/**
 * A tool that is offered to the model.
 *
 * @param type the dialect's word for the kind of tool, e.g. {@code function}
 * @param name its name; the type where it has none
 * @param description what it is for, null where that is not said
 * @param schema the JSON Schema of its arguments, null where there is none
 * @param serverSide true where the provider runs it
 */
public record Tool(
        String type,
        String name,
        @Nullable String description,
        @Nullable Json schema,
        boolean serverSide,
        Extra extra) {}
