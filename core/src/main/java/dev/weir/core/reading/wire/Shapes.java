package dev.weir.core.reading.wire;

import dev.weir.core.json.JsonObject;

/** Which {@link Shape} an endpoint has: one table. */
final class Shapes {

    private Shapes() {}

    /**
     * The shape of a call.
     *
     * @param request the request's body, which tells where the path does not
     */
    static Shape of(Context context, JsonObject request) {
        return switch (context.endpoint()) {
            case MESSAGES, MESSAGES_COUNT_TOKENS -> new AnthropicReader();
            // Some clients send a request of Responses to the path of Chat Completions.
            case CHAT_COMPLETIONS ->
                    request.has("input") && !request.has("messages")
                            ? new ResponsesReader()
                            : new ChatReader();
            case RESPONSES, RESPONSES_FETCH, RESPONSES_INPUT_TOKENS, RESPONSES_COMPACT ->
                    new ResponsesReader();
            default -> new ChatReader();
        };
    }
}
