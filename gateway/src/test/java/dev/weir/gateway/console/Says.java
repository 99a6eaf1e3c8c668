package dev.weir.gateway.console;

import dev.weir.core.json.JsonString;

/** Pieces of Anthropic's Messages, written as JSON. */
final class Says {

    private Says() {}

    static String text(String text) {
        return "{\"type\":\"text\",\"text\":" + JsonString.of(text).write() + "}";
    }

    static String call(String id, String name, String argument, String value) {
        return "{\"type\":\"tool_use\",\"id\":\""
                + id
                + "\",\"name\":"
                + JsonString.of(name).write()
                + ",\"input\":{\""
                + argument
                + "\":"
                + JsonString.of(value).write()
                + "}}";
    }

    static String result(String id, String text, boolean failed) {
        return "{\"type\":\"tool_result\",\"tool_use_id\":\""
                + id
                + "\",\"is_error\":"
                + failed
                + ",\"content\":"
                + JsonString.of(text).write()
                + "}";
    }

    static String user(String... blocks) {
        return "{\"role\":\"user\",\"content\":[" + String.join(",", blocks) + "]}";
    }

    static String model(String... blocks) {
        return "{\"role\":\"assistant\",\"content\":[" + String.join(",", blocks) + "]}";
    }

    static String request(String model, String... messages) {
        return "{\"model\":\""
                + model
                + "\",\"max_tokens\":1024,\"messages\":["
                + String.join(",", messages)
                + "]}";
    }

    static String answer(String stop, String... blocks) {
        return "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude-sonnet-4-5\",\"content\":["
                + String.join(",", blocks)
                + "],\"stop_reason\":\""
                + stop
                + "\",\"usage\":{\"input_tokens\":100,\"output_tokens\":10}}";
    }
}
