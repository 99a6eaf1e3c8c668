package dev.weir.core.reading.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.json.Json;
import dev.weir.core.json.JsonArray;
import dev.weir.core.json.JsonBoolean;
import dev.weir.core.json.JsonNull;
import dev.weir.core.json.JsonNumber;
import dev.weir.core.json.JsonObject;
import dev.weir.core.json.JsonReader;
import dev.weir.core.json.JsonString;
import dev.weir.core.otel.names.Attribute;
import dev.weir.core.otel.span.Span;
import dev.weir.core.otel.span.SpanKind;
import dev.weir.core.reading.Choice;
import dev.weir.core.reading.Endpoint;
import dev.weir.core.reading.MediaSource;
import dev.weir.core.reading.Message;
import dev.weir.core.reading.ModelRequest;
import dev.weir.core.reading.ModelResponse;
import dev.weir.core.reading.Part;
import dev.weir.core.reading.Reading;
import dev.weir.core.reading.Reason;
import dev.weir.core.reading.ResponseError;
import dev.weir.core.reading.Role;
import dev.weir.core.reading.StopReason;
import dev.weir.core.reading.Tool;
import dev.weir.core.usage.Unit;
import dev.weir.core.usage.Usage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;

/** Spans in the shapes in which the instrumentations write them. */
class SpanReaderTest {

    /** What was said, a line for each part. */
    private static List<String> lines(List<Message> messages) {
        List<String> lines = new ArrayList<>();
        for (Message message : messages) {
            for (Part part : message.parts()) {
                lines.add(message.role().word() + ": " + line(part));
            }
        }
        return lines;
    }

    private static String line(Part part) {
        return switch (part) {
            case Part.Text text -> text.text();
            case Part.Thinking thinking -> "(" + thinking.text() + ")";
            case Part.ToolCall call ->
                    call.id() + " " + call.name() + " " + call.arguments() + " " + call.form();
            case Part.ToolResult result ->
                    result.callId()
                            + " -> "
                            + String.join("", result.parts().stream().map(x -> line(x)).toList())
                            + (result.isError() ? " (error)" : "");
            case Part.Media media ->
                    media.kind()
                            + " "
                            + (media.source() instanceof MediaSource.Url url ? url.url() : "");
            default -> part.word();
        };
    }

    private static List<String> said(Reading reading) {
        return lines(reading.turn().response().choices().stream().map(Choice::message).toList());
    }

    private static void isTheTalkAboutOslo(Reading reading) {
        ModelRequest request = reading.turn().request();
        List<String> lines = new ArrayList<>(lines(request.messages()));
        lines.removeIf(line -> line.startsWith("system"));
        lines.remove("user: IMAGE https://x.example/a.png");
        assertThat(lines)
                .containsExactly(
                        "user: Weather in Oslo?",
                        "assistant: c1 weather {\"city\":\"Oslo\"} JSON",
                        "tool: c1 -> 4");
        assertThat(request.instructions())
                .extracting(SpanReaderTest::line)
                .isEqualTo(List.of("Be brief."));
        assertThat(request.tools()).extracting(Tool::name).containsExactly("weather");
        assertThat(request.tools().getFirst().description()).isEqualTo("d");
        assertThat(request.tools().getFirst().schema())
                .isEqualTo(JsonObject.of("type", JsonString.of("object")));
        assertThat(said(reading))
                .containsExactly(
                        "assistant: Four degrees.", "assistant: c2 log {\"ok\":true} JSON");
        assertThat(reading.turn().response().stop()).isEqualTo(StopReason.TOOL_CALL);
        assertThat(usage(reading).of(Unit.INPUT_TOKENS)).isEqualTo(100);
        assertThat(usage(reading).of(Unit.OUTPUT_TOKENS)).isEqualTo(10);
        assertThat(usage(reading).of(Unit.CACHE_READ_TOKENS)).isEqualTo(64);
        assertThat(reading.findings()).isEmpty();
        assertThat(reading.status()).isEqualTo(Reading.Status.FULL);
    }

    private static Usage usage(Reading reading) {
        return reading.turn().response().usage();
    }

    @Test
    void theLatestConventionsAreReadWhole() {
        Reading reading = Spans.read("semconv-latest");
        assertThat(reading.findings()).isEmpty();
        assertThat(reading.endpoint()).isEqualTo(Endpoint.OTEL_SPAN);
        assertThat(reading.streamed()).isTrue();
        ModelRequest request = reading.turn().request();
        ModelResponse answer = reading.turn().response();
        assertThat(request.model()).isEqualTo("gpt-5.2");
        assertThat(answer.model()).isEqualTo("gpt-5.2-2026-02-01");
        assertThat(answer.id()).isEqualTo("chatcmpl-1");
        assertThat(lines(request.messages()))
                .containsExactly(
                        "user: Weather in Oslo?",
                        "user: IMAGE https://x.example/a.png",
                        "assistant: c1 weather {\"city\":\"Oslo\"} JSON",
                        "tool: c1 -> {\"c\":4}");
        assertThat(said(reading))
                .containsExactly(
                        "assistant: (Hm.)",
                        "assistant: Four degrees.",
                        "assistant: c2 log {\"ok\":true} JSON");
        assertThat(request.system()).hasSize(1);
        assertThat(request.parameters().maxTokens()).isEqualTo(512);
        assertThat(request.parameters().temperature()).isEqualTo(0.5);
        assertThat(request.parameters().stop()).containsExactly("END");
        assertThat(request.parameters().effort()).isEqualTo("high");
        assertThat(request.hints().conversation()).isEqualTo("conv-7");
        assertThat(answer.usage().counts())
                .isEqualTo(
                        Map.of(
                                Unit.INPUT_TOKENS, 1200L,
                                Unit.OUTPUT_TOKENS, 80L,
                                Unit.CACHE_READ_TOKENS, 1000L,
                                Unit.CACHE_WRITE_TOKENS, 0L,
                                Unit.OUTPUT_REASONING_TOKENS, 64L));
        assertThat(answer.usage().tier()).isEqualTo("default");
    }

    @Test
    void messagesMayBeStructuredValues() {
        Reading reading = Spans.read("semconv-structured");
        assertThat(lines(reading.turn().request().messages())).containsExactly("user: Hello");
        assertThat(said(reading)).containsExactly("assistant: Hi");
    }

    @ParameterizedTest
    @ValueSource(strings = {"openllmetry", "openinference", "vercel"})
    void eachDialectSaysTheSameOfTheSameCall(String file) {
        isTheTalkAboutOslo(Spans.read(file));
    }

    @Test
    void parametersAndCostOfOpenInferenceAreRead() {
        Reading reading = Spans.read("openinference");
        assertThat(reading.turn().request().parameters().maxTokens()).isEqualTo(512);
        assertThat(reading.turn().request().parameters().choices()).isEqualTo(2);
        assertThat(usage(reading).statedCost()).isEqualTo("0.00125");
        assertThat(reading.turn().request().hints().user()).isEqualTo("u-1");
    }

    @Test
    void messagesThatAreEventsAreRead() {
        Reading reading = Spans.read("semconv-1.28-events");
        assertThat(lines(reading.turn().request().messages()))
                .containsExactly(
                        "system: Be brief.",
                        "user: Call the tool.",
                        "assistant: c1 now {} JSON",
                        "tool: c1 -> 12:00");
        assertThat(said(reading)).containsExactly("assistant: Noon.");
        assertThat(reading.turn().request().parameters().seed()).isEqualTo(7);
        assertThat(usage(reading).tier()).isEqualTo("flex");
        Reading older = Spans.read("semconv-1.26-content-events");
        assertThat(lines(older.turn().request().messages())).containsExactly("user: Hello");
        assertThat(said(older)).containsExactly("assistant: Hi");
        Reading logfire = Spans.read("logfire");
        assertThat(lines(logfire.turn().request().messages()))
                .containsExactly("system: Be brief.", "user: Hello");
        assertThat(said(logfire)).containsExactly("assistant: Hi");
        Reading strands = Spans.read("strands");
        assertThat(lines(strands.turn().request().messages()))
                .containsExactly(
                        "user: Weather in Oslo?",
                        "assistant: c1 weather {\"city\":\"Oslo\"} JSON",
                        "tool: c1 -> 4");
        assertThat(said(strands)).containsExactly("assistant: Four degrees.");
        assertThat(strands.turn().response().stop()).isEqualTo(StopReason.STOP);
    }

    @Test
    void aWholeRequestAndAnswerInOneValueAreRead() {
        Reading reading = Spans.read("openinference-values");
        assertThat(reading.turn().request().system())
                .extracting(SpanReaderTest::line)
                .isEqualTo(List.of("Be brief."));
        assertThat(lines(reading.turn().request().messages()))
                .containsExactly("user: t1 -> 4 (error)");
        assertThat(said(reading)).containsExactly("assistant: Four degrees.");
        assertThat(reading.turn().response().stop()).isEqualTo(StopReason.STOP);
        Reading words =
                Spans.read(
                        Spans.of(
                                """
                                {"llm.request.type":"completion","llm.model_name":"m",
                                 "input.value":"Say [1] {x}","output.value":"{no json"}"""));
        assertThat(lines(words.turn().request().messages())).containsExactly("user: Say [1] {x}");
        assertThat(said(words)).containsExactly("assistant: {no json");
    }

    @Test
    void langfuseIsReadAndItsInputCountedWithTheCache() {
        Reading reading = Spans.read("langfuse");
        assertThat(reading.turn().request().model()).isEqualTo("gpt-4o");
        assertThat(reading.turn().request().parameters().maxTokens()).isEqualTo(512);
        assertThat(lines(reading.turn().request().messages()))
                .containsExactly("system: Be brief.", "user: Hello");
        assertThat(said(reading)).containsExactly("assistant: Hi");
        assertThat(usage(reading).counts())
                .isEqualTo(
                        Map.of(
                                Unit.INPUT_TOKENS, 100L,
                                Unit.OUTPUT_TOKENS, 10L,
                                Unit.CACHE_READ_TOKENS, 64L));
        assertThat(usage(reading).statedCost()).isEqualTo("0.0015");
    }

    @Test
    void anEmbeddingHasItsOwnEndpoint() {
        Reading reading = Spans.read("openinference-embedding");
        assertThat(reading.endpoint()).isEqualTo(Endpoint.OTEL_EMBEDDING);
        assertThat(lines(reading.turn().request().messages()))
                .containsExactly("user: one", "user: two");
        assertThat(reading.findings()).isEmpty();
    }

    @Test
    void aFailureIsAnError() {
        Reading reading = Spans.read("failed");
        ResponseError error = Objects.requireNonNull(reading.turn().response().error());
        assertThat(error.word()).isEqualTo("RateLimitError");
        assertThat(error.message()).isEqualTo("slow down");
        assertThat(reading.status()).isEqualTo(Reading.Status.FULL);
    }

    @Test
    void aSpanWithoutContentSaysSoAndKeepsItsCounts() {
        Reading reading = Spans.read("no-content");
        assertThat(reading.status()).isEqualTo(Reading.Status.PARTLY);
        assertThat(reading.reasons()).containsExactly(Reason.NOT_CAPTURED);
        assertThat(reading.turn().response().stop()).isEqualTo(StopReason.STOP);
        assertThat(usage(reading).counts())
                .isEqualTo(Map.of(Unit.INPUT_TOKENS, 1L, Unit.OUTPUT_TOKENS, 0L));
    }

    @Test
    void aMessageThatALimitCutOffIsReadAsFarAsItGoes() {
        Reading reading =
                Spans.read(
                        Spans.of(
                                """
                                {"gen_ai.operation.name":"chat",
                                 "gen_ai.input.messages":"[{\\"role\\":\\"user\\",\\"parts\\":[{\\"type\\":\\"text\\",\\"content\\":\\"One\\"},{\\"type\\":\\"te"}"""));
        assertThat(lines(reading.turn().request().messages()).getFirst()).isEqualTo("user: One");
        assertThat(reading.reasons()).contains(Reason.CUT_BODY);
    }

    /**
     * The numbers: input, cache read, cache write, output, total as stated; then input as read. A
     * cache larger than the input, or a total with both, can only mean that the cache is beside it.
     */
    @ParameterizedTest
    @CsvSource({
        "1200, 1000, 100, 50, , 1200",
        "100, 1000, 100, 50, , 1200",
        "1100, 1000, 100, 50, , 1100",
        "1099, 1000, 100, 50, , 2199",
        "500, 100, 20, 50, 670, 620",
        "500, 100, 20, 50, 550, 500",
        "500, 0, 0, 50, 550, 500",
        "0, 0, 0, 0, 0, 0",
    })
    void inputIsCountedWithTheCache(
            long input, long read, long written, long output, Long total, long expected) {
        String all =
                "{\"gen_ai.operation.name\":\"chat\",\"gen_ai.usage.input_tokens\":"
                        + input
                        + ",\"gen_ai.usage.cache_read.input_tokens\":"
                        + read
                        + ",\"gen_ai.usage.cache_creation.input_tokens\":"
                        + written
                        + ",\"gen_ai.usage.output_tokens\":"
                        + output
                        + (total == null ? "" : ",\"gen_ai.usage.total_tokens\":" + total)
                        + "}";
        Usage usage = usage(Spans.read(Spans.of(all)));
        assertThat(usage.of(Unit.INPUT_TOKENS)).isEqualTo(expected);
        assertThat(usage.of(Unit.CACHE_READ_TOKENS)).isEqualTo(read);
        assertThat(usage.of(Unit.CACHE_WRITE_TOKENS)).isEqualTo(written);
    }

    @Test
    void outputIsCountedWithReasoning() {
        String usage =
                "{\"gen_ai.operation.name\":\"generate_content\",\"gen_ai.usage.output_tokens\":10,"
                        + "\"gen_ai.usage.reasoning_tokens\":90}";
        assertThat(usage(Spans.read(Spans.of(usage))).of(Unit.OUTPUT_TOKENS)).isEqualTo(100);
    }

    @ParameterizedTest
    @CsvSource({
        "gen_ai.usage.input_tokens, INPUT_TOKENS",
        "gen_ai.usage.prompt_tokens, INPUT_TOKENS",
        "llm.token_count.prompt, INPUT_TOKENS",
        "gen_ai.usage.output_tokens, OUTPUT_TOKENS",
        "gen_ai.usage.completion_tokens, OUTPUT_TOKENS",
        "llm.token_count.completion, OUTPUT_TOKENS",
        "gen_ai.usage.cache_read.input_tokens, CACHE_READ_TOKENS",
        "gen_ai.usage.cache_read_input_tokens, CACHE_READ_TOKENS",
        "gen_ai.usage.cache_read_tokens, CACHE_READ_TOKENS",
        "gen_ai.usage.input_tokens.cached, CACHE_READ_TOKENS",
        "llm.token_count.prompt_details.cache_read, CACHE_READ_TOKENS",
        "gen_ai.usage.cache_write.input_tokens, CACHE_WRITE_TOKENS",
        "gen_ai.usage.cache_creation.input_tokens, CACHE_WRITE_TOKENS",
        "gen_ai.usage.cache_creation_input_tokens, CACHE_WRITE_TOKENS",
        "gen_ai.usage.cache_write_tokens, CACHE_WRITE_TOKENS",
        "gen_ai.usage.input_tokens.cache_write, CACHE_WRITE_TOKENS",
        "llm.token_count.prompt_details.cache_write, CACHE_WRITE_TOKENS",
        "gen_ai.usage.reasoning.output_tokens, OUTPUT_REASONING_TOKENS",
        "gen_ai.usage.reasoning_tokens, OUTPUT_REASONING_TOKENS",
        "llm.token_count.completion_details.reasoning, OUTPUT_REASONING_TOKENS",
    })
    void everyAliasOfACountIsUnderstood(String name, Unit unit) {
        String span = "{\"gen_ai.operation.name\":\"chat\",\"" + name + "\":17}";
        assertThat(usage(Spans.read(Spans.of(span))).counts()).isEqualTo(Map.of(unit, 17L));
    }

    @ParameterizedTest
    @CsvSource({
        "gen_ai.usage.cost, 0.5",
        "gen_ai.usage.total_cost, 0.5",
        "llm.cost.total, 0.5",
        "langfuse.observation.cost_details, '\"{\\\"total\\\":0.5,\\\"input\\\":0.4}\"'",
        "weir.cost.usd, 0.5",
    })
    void everyAliasOfACostIsUnderstood(String name, String value) {
        String span = "{\"gen_ai.operation.name\":\"chat\",\"" + name + "\":" + value + "}";
        assertThat(usage(Spans.read(Spans.of(span))).statedCost()).isEqualTo("0.5");
    }

    /** Whatever is in the table is found under each of its names, the newest first. */
    @ParameterizedTest
    @EnumSource
    void everyNameOfTheTableIsUnderstood(Attribute attribute) {
        List<String> names = attribute.names();
        for (String name : names) {
            Span span = Objects.requireNonNull(Span.of(Spans.of("{\"" + name + "\":\"v\"}")));
            assertThat(span.get(attribute)).as(name).isEqualTo(JsonString.of("v"));
        }
        StringBuilder all = new StringBuilder("{");
        for (String name : names.reversed()) {
            all.append(all.length() == 1 ? "" : ",").append('"').append(name).append("\":\"");
            all.append(name).append('"');
        }
        Span span = Objects.requireNonNull(Span.of(Spans.of(all + "}")));
        assertThat(span.get(attribute)).isEqualTo(JsonString.of(names.getFirst()));
    }

    @ParameterizedTest
    @CsvSource({
        "{\"gen_ai.operation.name\":\"chat\"}, GENERATION",
        "{\"gen_ai.operation.name\":\"text_completion\"}, GENERATION",
        "{\"gen_ai.operation.name\":\"generate_content\"}, GENERATION",
        "{\"gen_ai.operation.name\":\"embeddings\"}, EMBEDDING",
        "{\"gen_ai.operation.name\":\"execute_tool\"}, TOOL",
        "{\"gen_ai.operation.name\":\"invoke_agent\"}, AGENT",
        "{\"gen_ai.operation.name\":\"plan\"}, AGENT",
        "{\"gen_ai.operation.name\":\"fetch_response\"}, OTHER_OPERATION",
        "{\"gen_ai.operation.name\":\"retrieval\"}, OTHER_OPERATION",
        "{\"openinference.span.kind\":\"LLM\"}, GENERATION",
        "{\"openinference.span.kind\":\"CHAIN\"}, AGENT",
        "{\"openinference.span.kind\":\"RERANKER\"}, OTHER_OPERATION",
        "{\"langfuse.observation.type\":\"generation\"}, GENERATION",
        "{\"langfuse.observation.type\":\"span\"}, OTHER_OPERATION",
        "{\"ai.operationId\":\"ai.generateText.doGenerate\"}, GENERATION",
        "{\"ai.operationId\":\"ai.embedMany.doEmbed\"}, EMBEDDING",
        "{\"ai.operationId\":\"ai.generateText\"}, AGENT",
        "{\"ai.operationId\":\"ai.toolCall\"}, TOOL",
        "{\"traceloop.span.kind\":\"workflow\"}, AGENT",
        "{\"gen_ai.system\":\"openai\";\"gen_ai.request.model\":\"m\"}, GENERATION",
        "{\"gen_ai.agent.name\":\"a\"}, AGENT",
        "{\"gen_ai.tool.name\":\"a\"}, TOOL",
        "{\"http.request.method\":\"POST\"}, NOT_GEN_AI",
        "{}, NOT_GEN_AI",
    })
    void onlyCallsOfModelsAreCalls(String attributes, SpanKind expected) {
        Span span = Objects.requireNonNull(Span.of(Spans.of(attributes.replace(';', ','))));
        assertThat(span.kind()).isEqualTo(expected);
    }

    @Test
    void aDocumentWithoutASpanIsRefusedWithAReason() {
        Reading reading = Spans.read(JsonObject.of("resourceSpans", JsonArray.EMPTY));
        assertThat(reading.status()).isEqualTo(Reading.Status.NOT);
        assertThat(reading.reasons()).containsExactly(Reason.UNEXPECTED_SHAPE);
    }

    @Test
    void placesOutOfReachMakeNoLongLists() {
        Span span =
                Objects.requireNonNull(
                        Span.of(
                                Spans.of(
                                        """
                                        {"gen_ai.prompt.7.role":"user","gen_ai.prompt.7.content":"b",
                                         "gen_ai.prompt.2.role":"user","gen_ai.prompt.2.content":"a",
                                         "gen_ai.prompt.99999999999.role":"user",
                                         "gen_ai.prompt.name":"n"}""")));
        JsonArray tree = span.attributes().tree("gen_ai.prompt.");
        assertThat(tree.size()).isEqualTo(2);
        assertThat(tree.get(0).text("content")).isEqualTo("a");
        assertThat(Role.of(tree.get(1).textOrEmpty("role"))).isEqualTo(Role.USER);
    }

    private static final List<String> FILES =
            List.of(
                    "semconv-latest",
                    "semconv-structured",
                    "semconv-1.28-events",
                    "semconv-1.26-content-events",
                    "openllmetry",
                    "openinference",
                    "openinference-embedding",
                    "openinference-values",
                    "langfuse",
                    "vercel",
                    "logfire",
                    "strands",
                    "failed");

    /** Values of other kinds, at any place, also within the JSON texts; texts that break off. */
    @Test
    void nothingThatASpanMayHoldMakesTheReaderFail() {
        for (int seed = 0; seed < 4_000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            JsonObject file = Spans.file(FILES.get(random.nextInt(FILES.size())));
            Reading reading = Spans.read((JsonObject) changed(file, random, 0));
            assertThat(reading.reasons()).as("seed %s", seed).doesNotContain(Reason.READER_FAULT);
        }
    }

    private static Json changed(Json value, SplittableRandom random, int depth) {
        if (depth > 2 && random.nextInt(40) == 0) {
            Json[] others = {
                JsonNull.NULL,
                JsonBoolean.TRUE,
                new JsonNumber("-1e999999999"),
                JsonString.of(""),
                JsonString.of("{"),
                JsonString.of("[{\"role\":3},[],\"x\"]"),
                JsonArray.of(List.of(JsonNull.NULL, JsonArray.EMPTY, JsonString.of("x"))),
                JsonObject.EMPTY,
                JsonObject.of("type", JsonString.of("tool_call")),
            };
            return others[random.nextInt(others.length)];
        }
        return switch (value) {
            case JsonObject object -> {
                JsonObject.Builder all = JsonObject.builder();
                object.forEach((name, each) -> all.add(name, changed(each, random, depth + 1)));
                yield all.build();
            }
            case JsonArray array ->
                    JsonArray.of(
                            array.values().stream()
                                    .map(each -> changed(each, random, depth + 1))
                                    .toList());
            case JsonString text
                    when text.value().startsWith("[") || text.value().startsWith("{") -> {
                Json inner = JsonReader.read(text.value()).value();
                String whole = inner == null ? "" : changed(inner, random, depth + 1).write();
                yield JsonString.of(
                        random.nextInt(8) == 0
                                ? whole.substring(0, random.nextInt(whole.length() + 1))
                                : whole);
            }
            default -> value;
        };
    }
}
