package dev.weir.gateway.console;

import dev.weir.core.exchange.ExchangeId;
import dev.weir.core.json.JsonObject;
import dev.weir.core.reading.Choice;
import dev.weir.core.reading.Extra;
import dev.weir.core.reading.Finding;
import dev.weir.core.reading.Hints;
import dev.weir.core.reading.Message;
import dev.weir.core.reading.ModelRequest;
import dev.weir.core.reading.ModelResponse;
import dev.weir.core.reading.Parameters;
import dev.weir.core.reading.Reading;
import dev.weir.core.reading.Tool;
import dev.weir.core.reading.Turn;
import dev.weir.core.usage.Usage;

import java.util.List;

/**
 * One exchange as it was read, in the shape of docs/reading/turns.md: what is absent is left out.
 */
final class TurnJson {

    private final TurnWriter out;
    private final PartJson parts;

    TurnJson(TurnWriter out) {
        this.out = out;
        this.parts = new PartJson(out);
    }

    void write(ExchangeId id, Reading reading) {
        out.begin();
        out.text("id", id.toString());
        out.text("reading", reading.status().word());
        out.number("version", (long) reading.version());
        out.text("endpoint", reading.endpoint().word());
        out.flag("streamed", reading.streamed());
        out.list("findings", reading.findings(), this::finding);
        turn(reading.turn());
        if (!reading.items().isEmpty()) {
            out.list("items", reading.items(), this::item);
        }
        out.end();
    }

    private void finding(Finding finding) {
        out.begin();
        out.text("reason", finding.reason().word());
        out.text("side", finding.side().word());
        out.text("sentence", finding.reason().sentence());
        out.textUnlessEmpty("detail", finding.detail());
        out.end();
    }

    private void item(Reading.Item item) {
        out.begin();
        out.text("customId", item.customId());
        turn(item.turn());
        out.end();
    }

    private void turn(Turn turn) {
        out.object("request", () -> request(turn.request()));
        out.object("response", () -> response(turn.response()));
    }

    private void request(ModelRequest request) {
        out.text("model", request.model());
        if (!request.system().isEmpty()) {
            out.list("system", request.system(), parts::write);
        }
        out.list("messages", request.messages(), this::message);
        if (!request.tools().isEmpty()) {
            out.list("tools", request.tools(), this::tool);
        }
        if (!request.parameters().equals(Parameters.NONE)) {
            out.object("parameters", () -> parameters(request.parameters()));
        }
        if (!request.hints().equals(Hints.NONE)) {
            out.object("hints", () -> hints(request.hints()));
        }
    }

    private void message(Message message) {
        out.begin();
        messageMembers(message);
        out.end();
    }

    private void messageMembers(Message message) {
        out.text("role", message.role().word());
        if (!message.role().word().equals(message.roleWord())) {
            out.text("roleWord", message.roleWord());
        }
        out.text("name", message.name());
        out.list("parts", message.parts(), parts::write);
        extra(message.extra());
    }

    private void extra(Extra extra) {
        parts.extra(extra);
    }

    private void tool(Tool tool) {
        out.begin();
        out.text("type", tool.type());
        out.text("name", tool.name());
        out.text("description", tool.description());
        out.json("schema", tool.schema());
        out.flagIf("serverSide", tool.serverSide());
        extra(tool.extra());
        out.end();
    }

    private void parameters(Parameters from) {
        out.flag("stream", from.stream());
        out.number("maxTokens", from.maxTokens());
        out.number("temperature", from.temperature());
        out.number("topP", from.topP());
        out.number("topK", from.topK());
        out.number("choices", from.choices());
        if (!from.stop().isEmpty()) {
            out.list("stop", from.stop(), out::value);
        }
        out.number("seed", from.seed());
        out.number("frequencyPenalty", from.frequencyPenalty());
        out.number("presencePenalty", from.presencePenalty());
        out.text("effort", from.effort());
        out.text("thinking", from.thinking());
        out.number("thinkingBudget", from.thinkingBudget());
        out.text("verbosity", from.verbosity());
        out.text("serviceTier", from.serviceTier());
        out.json("toolChoice", from.toolChoice());
        out.flag("parallelToolCalls", from.parallelToolCalls());
        Parameters.ResponseFormat format = from.format();
        if (format != null) {
            out.object(
                    "format",
                    () -> {
                        out.text("type", format.type());
                        out.text("name", format.name());
                        out.json("schema", format.schema());
                    });
        }
        rest(from.rest());
    }

    private void rest(JsonObject rest) {
        out.json("rest", rest.isEmpty() ? null : rest);
    }

    private void hints(Hints hints) {
        out.text("previousResponseId", hints.previousResponseId());
        out.text("conversation", hints.conversation());
        out.text("promptCacheKey", hints.promptCacheKey());
        out.text("user", hints.user());
        out.json("metadata", hints.metadata().isEmpty() ? null : hints.metadata());
    }

    private void response(ModelResponse response) {
        out.text("id", response.id());
        out.text("model", response.model());
        out.text("status", response.status());
        out.list("choices", response.choices(), this::choice);
        if (!response.usage().equals(Usage.NONE)) {
            out.object("usage", () -> usage(response.usage()));
        }
        var error = response.error();
        if (error != null) {
            out.object(
                    "error",
                    () -> {
                        out.text("type", error.type());
                        out.text("code", error.code());
                        out.text("message", error.message());
                        out.json("raw", error.raw());
                    });
        }
        var embeddings = response.embeddings();
        if (embeddings != null) {
            out.object(
                    "embeddings",
                    () -> {
                        out.number("count", (long) embeddings.count());
                        Integer dimensions = embeddings.dimensions();
                        out.number(
                                "dimensions", dimensions == null ? null : dimensions.longValue());
                    });
        }
        out.number("countedTokens", response.countedTokens());
        rest(response.rest());
    }

    private void choice(Choice choice) {
        out.begin();
        out.number("index", (long) choice.index());
        out.text("stop", choice.stop() == null ? null : choice.stop().word());
        out.text("stopWord", choice.stopWord());
        out.text("stopSequence", choice.stopSequence());
        out.object("message", () -> messageMembers(choice.message()));
        rest(choice.rest());
        out.end();
    }

    private void usage(Usage usage) {
        out.object("counts", () -> usage.counts().forEach((u, n) -> out.number(u.word(), n)));
        out.text("tier", usage.tier());
        out.text("speed", usage.speed());
        out.text("statedCost", usage.statedCost());
        List<String> raw = usage.raw().isEmpty() ? List.of() : List.of(usage.raw());
        raw.forEach(text -> out.text("raw", text));
    }
}
