package dev.weir.core.reading.wire;

import dev.weir.core.json.Json;
import dev.weir.core.json.JsonObject;
import dev.weir.core.json.JsonString;
import dev.weir.core.reading.Choice;
import dev.weir.core.reading.Endpoint;
import dev.weir.core.reading.Extra;
import dev.weir.core.reading.Hints;
import dev.weir.core.reading.Message;
import dev.weir.core.reading.ModelRequest;
import dev.weir.core.reading.ModelResponse;
import dev.weir.core.reading.Parameters;
import dev.weir.core.reading.Part;
import dev.weir.core.usage.Usage;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Models that do not chat: images, sound, films, moderation, ranking. What they have in common is
 * read: a prompt, pictures and texts given back, usage. All else is kept as it is.
 */
final class OtherReader implements Shape {

    private static final Set<String> REQUEST = Set.of("model", "prompt", "input", "query", "user");
    private static final Set<String> RESPONSE = Set.of("id", "model", "usage", "meta", "error");

    @Override
    public ModelRequest request(JsonObject body, Context context) {
        List<Part> parts = new ArrayList<>();
        for (String name : List.of("prompt", "input", "query")) {
            parts.addAll(Values.asText(body.value(name)));
        }
        return new ModelRequest(
                Values.first(body.text("model"), context.pathModel()),
                List.of(),
                parts.isEmpty() ? List.of() : List.of(Message.of("user", parts)),
                List.of(),
                Parameters.builder().stream(body.flag("stream"))
                        .choices(body.integer("n"))
                        .rest(body.without(REQUEST))
                        .build(),
                new Hints(null, null, null, body.text("user"), JsonObject.EMPTY));
    }

    @Override
    public ModelResponse response(JsonObject body, Context context) {
        List<Part> parts = new ArrayList<>();
        body.array("data", "predictions").objects().forEach(each -> media(each, parts));
        if (body.get("text") instanceof JsonString text) {
            parts.add(Part.Text.of(text.value()));
        }
        JsonObject rest = body.without(RESPONSE).without(Set.of("text"));
        if (!parts.isEmpty()) {
            // Pictures are large, and are parts now.
            rest = rest.without(Set.of("data", "predictions"));
        }
        return ModelResponse.builder()
                .id(body.text("id"))
                .model(body.text("model"))
                .choices(
                        parts.isEmpty()
                                ? List.of()
                                : List.of(Choice.of(0, Message.of("assistant", parts), null)))
                .usage(usage(body, context))
                .rest(rest)
                .build();
    }

    private static void media(JsonObject each, List<Part> parts) {
        Set<String> known = Set.of("b64_json", "bytesBase64Encoded", "url", "mimeType");
        Json data = each.value("b64_json", "bytesBase64Encoded");
        String mime = each.text("mimeType");
        Extra extra = Extra.of(each.without(known));
        if (data != null) {
            parts.add(
                    new Part.Media(Part.Media.Kind.IMAGE, mime, null, Values.inline(data), extra));
        } else if (each.has("url")) {
            parts.add(Values.atUrl(Part.Media.Kind.IMAGE, mime, null, each.get("url"), extra));
        }
    }

    private static Usage usage(JsonObject body, Context context) {
        return context.endpoint() == Endpoint.RERANK && !body.object("meta").isEmpty()
                ? CohereReader.usage(body.object("meta"), context)
                : OpenAiUsage.read(body, context);
    }

    @Override
    public Assembly assembly(Context context) {
        return new ChatAssembly(context);
    }
}
