package dev.weir.core.reading.wire;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.Objects.requireNonNull;

import dev.weir.core.dialect.Dialect;
import dev.weir.core.exchange.Headers;
import dev.weir.core.reading.CacheMark;
import dev.weir.core.reading.Endpoint;
import dev.weir.core.reading.MediaSource;
import dev.weir.core.reading.Message;
import dev.weir.core.reading.ModelRequest;
import dev.weir.core.reading.ModelResponse;
import dev.weir.core.reading.Part;
import dev.weir.core.reading.Reading;
import dev.weir.core.reading.Reason;
import dev.weir.core.reading.Role;
import dev.weir.core.reading.Source;
import dev.weir.core.reading.StopReason;
import dev.weir.core.usage.Unit;
import dev.weir.core.usage.Usage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Requests and answers of each dialect that are not streamed. */
class WholeAnswerTest {

    private static Reading full(String path, String request, String response) {
        Reading reading = Exchanges.read(path, request, Exchanges.JSON, response);
        assertThat(reading.findings()).isEmpty();
        assertThat(reading.status()).isEqualTo(Reading.Status.FULL);
        return reading;
    }

    private static Usage chatUsage(String usage) {
        return full(
                        "/v1/chat/completions",
                        "{}",
                        "{\"choices\":[{\"message\":{\"content\":\"x\"}}],\"usage\":" + usage + "}")
                .turn()
                .response()
                .usage();
    }

    @Test
    void aRequestOfMessages() {
        String image = "iVBO".repeat(100);
        String body =
                """
                {"model":"claude-x","max_tokens":99,"system":[{"type":"text","text":"Be brief.","cache_control":{"type":"ephemeral","ttl":"1h"}}],
                 "metadata":{"user_id":"u"},"thinking":{"type":"enabled","budget_tokens":2000},"novel":{"a":1},
                 "tools":[{"name":"read","description":"d","input_schema":{"type":"object"}},{"type":"web_search_20250305","name":"web_search","max_uses":3}],
                 "messages":[{"role":"user","content":"hi"},
                  {"role":"assistant","content":[{"type":"redacted_thinking","data":"zzz"},{"type":"tool_use","id":"t1","name":"read","input":{"a":1},"caller":{"type":"direct"}}]},
                  {"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","is_error":true,"content":[{"type":"text","text":"no"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"%s"}}]},
                   {"type":"hologram","depth":3},{"type":"text","text":"go on","cache_control":{"type":"ephemeral"}}]}]}"""
                        .formatted(image);
        Reading reading =
                Exchanges.read(
                        "/v1/messages",
                        body,
                        Exchanges.JSON,
                        "{\"type\":\"message\",\"role\":\"assistant\",\"content\":[],\"stop_reason\":\"refusal\"}");
        ModelRequest request = reading.turn().request();
        assertThat(reading.reasons()).containsExactly(Reason.UNKNOWN_PART);
        assertThat(request.system().getFirst().extra().cacheMark()).isEqualTo(CacheMark.HOUR_1);
        assertThat(request.hints().user()).isEqualTo("u");
        assertThat(request.parameters().maxTokens()).isEqualTo(99);
        assertThat(request.parameters().thinkingBudget()).isEqualTo(2000);
        assertThat(request.parameters().rest().write()).isEqualTo("{\"novel\":{\"a\":1}}");
        assertThat(request.tools())
                .extracting(tool -> tool.serverSide())
                .containsExactly(false, true);
        assertThat(request.tools().getLast().extra().rest().write()).isEqualTo("{\"max_uses\":3}");
        Message assistant = request.messages().get(1);
        assertThat(assistant.parts().getFirst())
                .isInstanceOfSatisfying(
                        Part.Thinking.class,
                        thinking -> {
                            assertThat(thinking.redacted()).isTrue();
                            assertThat(thinking.signature()).isEqualTo("zzz");
                        });
        assertThat(assistant.parts().getLast().extra().rest().write())
                .isEqualTo("{\"caller\":{\"type\":\"direct\"}}");
        Part.ToolResult result = (Part.ToolResult) request.messages().get(2).parts().getFirst();
        assertThat(result.isError()).isTrue();
        Part.Media media = (Part.Media) result.parts().getLast();
        MediaSource.Inline data = (MediaSource.Inline) media.source();
        assertThat(media.mime()).isEqualTo("image/png");
        assertThat(
                        new String(
                                body.getBytes(StandardCharsets.UTF_8),
                                (int) data.at(),
                                (int) data.length(),
                                StandardCharsets.UTF_8))
                .isEqualTo(image);
        assertThat(request.messages().get(2).parts().get(1))
                .isInstanceOfSatisfying(
                        Part.Other.class,
                        other ->
                                assertThat(other.raw().write())
                                        .isEqualTo("{\"type\":\"hologram\",\"depth\":3}"));
        assertThat(request.messages().get(2).parts().getLast().extra().cacheMark())
                .isEqualTo(CacheMark.MINUTES_5);
        assertThat(reading.turn().response().stop()).isEqualTo(StopReason.CONTENT_FILTER);
        assertThat(reading.turn().response().usage()).isEqualTo(Usage.NONE);
    }

    @Test
    void countsOfTokensAreNoUsage() {
        ModelResponse answer =
                full("/v1/messages/count_tokens", "{\"messages\":[]}", "{\"input_tokens\":17}")
                        .turn()
                        .response();
        assertThat(answer.countedTokens()).isEqualTo(17);
        assertThat(answer.usage().isEmpty()).isTrue();
    }

    @Test
    void aBatchIsManyCalls() {
        Reading made =
                full(
                        "/v1/messages/batches",
                        "{\"requests\":[{\"custom_id\":\"a\",\"params\":{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}}]}",
                        "{\"id\":\"msgbatch_1\",\"processing_status\":\"in_progress\"}");
        assertThat(made.items()).hasSize(1);
        assertThat(made.items().getFirst().turn().request().model()).isEqualTo("m");
        String results =
                """
                {"custom_id":"a","result":{"type":"succeeded","message":{"role":"assistant","content":[{"type":"text","text":"y"}],"stop_reason":"end_turn","usage":{"input_tokens":1,"output_tokens":2,"service_tier":"batch"}}}}
                {"custom_id":"b","result":{"type":"errored","error":{"type":"error","error":{"type":"invalid_request_error","message":"no"}}}}
                {"custom_id":"c","result":{"type":"expired"}}
                """;
        Source source =
                new Source(
                        Dialect.ANTHROPIC,
                        null,
                        "GET",
                        "/v1/messages/batches/msgbatch_1/results",
                        "",
                        Headers.EMPTY,
                        Source.Body.NONE,
                        200,
                        Headers.EMPTY,
                        Source.Body.of(
                                results.getBytes(StandardCharsets.UTF_8), Source.State.WHOLE));
        Reading fetched = TurnReader.read(source);
        assertThat(fetched.status()).isEqualTo(Reading.Status.FULL);
        assertThat(fetched.items())
                .extracting(Reading.Item::customId)
                .containsExactly("a", "b", "c");
        assertThat(fetched.items().getFirst().turn().response().serviceTier()).isEqualTo("batch");
        assertThat(requireNonNull(fetched.items().get(1).turn().response().error()).type())
                .isEqualTo("invalid_request_error");
        assertThat(requireNonNull(fetched.items().get(2).turn().response().error()).type())
                .isEqualTo("expired");
    }

    @Test
    void aRequestOfChatCompletions() {
        ModelRequest request =
                full(
                                "/v1/chat/completions",
                                """
                                {"model":"gpt-x","n":2,"stop":"END","reasoning_effort":"low","prompt_cache_key":"k","response_format":{"type":"json_schema","json_schema":{"name":"s","schema":{"type":"object"}}},
                                 "messages":[{"role":"developer","content":"Be brief."},{"role":"user","name":"eve","content":[{"type":"text","text":"see"},{"type":"image_url","image_url":{"url":"data:image/gif;base64,R0lG","detail":"low"}},{"type":"file","file":{"file_id":"f1"}}]},
                                  {"role":"assistant","content":null,"tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}},{"id":"d","type":"custom","custom":{"name":"g","input":"free text"}}]},
                                  {"role":"tool","tool_call_id":"c","content":"done"}]}""",
                                "{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"refusal\":\"No.\"},\"finish_reason\":\"stop\"},{\"index\":1,\"message\":{\"content\":\"x\"},\"finish_reason\":\"length\"}]}")
                        .turn()
                        .request();
        assertThat(request.instructions()).hasSize(1);
        assertThat(request.conversation()).hasSize(3);
        assertThat(request.messages().getFirst().role()).isEqualTo(Role.DEVELOPER);
        assertThat(request.parameters().choices()).isEqualTo(2);
        assertThat(request.parameters().stop()).containsExactly("END");
        assertThat(requireNonNull(request.parameters().format()).name()).isEqualTo("s");
        Message user = request.messages().get(1);
        assertThat(user.name()).isEqualTo("eve");
        Part.Media image = (Part.Media) user.parts().get(1);
        assertThat(image.mime()).isEqualTo("image/gif");
        assertThat(image.source()).isEqualTo(new MediaSource.Inline(4, -1));
        assertThat(image.extra().rest().write()).isEqualTo("{\"image_url\":{\"detail\":\"low\"}}");
        assertThat(((Part.Media) user.parts().get(2)).source())
                .isEqualTo(new MediaSource.File("f1"));
    }

    @Test
    void argumentsThatAreNoJsonAreKeptAndRemarked() {
        Reading reading =
                Exchanges.read(
                        "/v1/chat/completions",
                        "{}",
                        Exchanges.JSON,
                        "{\"choices\":[{\"message\":{\"tool_calls\":[{\"id\":\"c\",\"function\":{\"name\":\"f\",\"arguments\":\"{oops\"}},{\"id\":\"e\",\"function\":{\"name\":\"f\",\"arguments\":\"\"}}]}}]}");
        assertThat(reading.status()).isEqualTo(Reading.Status.FULL);
        assertThat(reading.findings())
                .extracting(finding -> finding.reason())
                .containsExactly(Reason.INVALID_ARGUMENTS);
        assertThat(reading.turn().response().choices().getFirst().message().parts())
                .extracting(part -> ((Part.ToolCall) part).form())
                .containsExactly(Part.ToolCall.Form.INVALID, Part.ToolCall.Form.JSON);
    }

    @Test
    void itemsOfResponsesThatTheModelMadeInARowAreOneMessage() {
        ModelRequest request =
                full(
                                "/v1/responses",
                                """
                                {"model":"gpt-y","instructions":"Be brief.","previous_response_id":"resp_0","reasoning":{"effort":"high","summary":"auto"},
                                 "input":[{"role":"user","content":"hi"},{"type":"reasoning","id":"rs","summary":[],"encrypted_content":"enc"},{"type":"message","role":"assistant","content":[{"type":"output_text","text":"I look."}]},
                                  {"type":"function_call","call_id":"c","name":"f","arguments":"{}"},{"type":"function_call_output","call_id":"c","output":"ok"},{"type":"custom_tool_call","call_id":"d","name":"patch","input":"*** Begin"},{"type":"item_reference","id":"x"}]}""",
                                "{\"id\":\"resp_1\",\"status\":\"incomplete\",\"incomplete_details\":{\"reason\":\"max_output_tokens\"},\"output\":[{\"type\":\"web_search_call\",\"id\":\"ws\",\"status\":\"completed\",\"action\":{\"type\":\"search\",\"query\":\"q\"}}]}")
                        .turn()
                        .request();
        assertThat(request.hints().previousResponseId()).isEqualTo("resp_0");
        assertThat(request.messages())
                .extracting(Message::role)
                .containsExactly(Role.USER, Role.ASSISTANT, Role.TOOL, Role.ASSISTANT);
        assertThat(request.messages().get(1).parts())
                .extracting(Part::word)
                .containsExactly("thinking", "text", "tool_call");
        assertThat(request.messages().get(3).parts().getFirst())
                .isInstanceOfSatisfying(
                        Part.ToolCall.class,
                        call -> assertThat(call.form()).isEqualTo(Part.ToolCall.Form.TEXT));
    }

    @Test
    void deviantWaysOfCountingAreSeenByTheTotal() {
        // xAI leaves reasoning out of the completion, Mistral sound out of the prompt.
        assertThat(
                        chatUsage(
                                        "{\"prompt_tokens\":12,\"completion_tokens\":2,\"total_tokens\":334,\"completion_tokens_details\":{\"reasoning_tokens\":320}}")
                                .counts())
                .isEqualTo(
                        Map.of(
                                Unit.INPUT_TOKENS, 12L,
                                Unit.OUTPUT_TOKENS, 322L,
                                Unit.OUTPUT_REASONING_TOKENS, 320L));
        assertThat(
                        chatUsage(
                                        "{\"prompt_tokens\":9,\"completion_tokens\":248,\"total_tokens\":632,\"prompt_tokens_details\":{\"audio_tokens\":375},\"prompt_audio_seconds\":3}")
                                .counts())
                .isEqualTo(
                        Map.of(
                                Unit.INPUT_TOKENS, 384L,
                                Unit.INPUT_AUDIO_TOKENS, 375L,
                                Unit.INPUT_AUDIO_SECONDS, 3L,
                                Unit.OUTPUT_TOKENS, 248L));
    }

    @Test
    void wordsOfSomeHosts() {
        assertThat(
                        chatUsage("{\"prompt_tokens\":5,\"prompt_cache_hit_tokens\":4}")
                                .of(Unit.CACHE_READ_TOKENS))
                .isEqualTo(4);
        assertThat(chatUsage("{\"prompt_tokens\":5,\"cost\":0.00007159}").statedCost())
                .isEqualTo("0.00007159");
        assertThat(chatUsage("{\"cost\":{\"total_cost\":0.006}}").statedCost()).isEqualTo("0.006");
        assertThat(chatUsage("{\"cost_in_usd_ticks\":12345}").statedCost())
                .isEqualTo("0.0000012345");
        assertThat(chatUsage("null").isEmpty()).isTrue();
        Usage groq =
                full(
                                "/v1/chat/completions",
                                "{}",
                                "{\"choices\":[{\"message\":{}}],\"x_groq\":{\"usage\":{\"prompt_tokens\":3}}}")
                        .turn()
                        .response()
                        .usage();
        assertThat(groq.of(Unit.INPUT_TOKENS)).isEqualTo(3);
    }

    @Test
    void converseWithCachePointsAndExclusiveCounts() {
        Reading reading =
                full(
                        "/model/eu.anthropic.claude%3A0/converse",
                        """
                        {"system":[{"text":"Be brief."},{"cachePoint":{"type":"default"}}],"inferenceConfig":{"maxTokens":5},"toolConfig":{"tools":[{"toolSpec":{"name":"f","inputSchema":{"json":{"type":"object"}}}}]},
                         "messages":[{"role":"user","content":[{"document":{"format":"pdf","name":"d","source":{"bytes":"JVBE"}}},{"text":"read"}]},{"role":"user","content":[{"toolResult":{"toolUseId":"t","status":"error","content":[{"json":{"a":1}}]}}]}]}""",
                        "{\"output\":{\"message\":{\"role\":\"assistant\",\"content\":[{\"reasoningContent\":{\"reasoningText\":{\"text\":\"hm\",\"signature\":\"s\"}}},{\"toolUse\":{\"toolUseId\":\"t\",\"name\":\"f\",\"input\":{\"a\":1}}}]}},\"stopReason\":\"tool_use\",\"usage\":{\"inputTokens\":4,\"outputTokens\":10,\"totalTokens\":1014,\"cacheReadInputTokens\":900,\"cacheWriteInputTokens\":100}}");
        assertThat(reading.turn().request().model()).isEqualTo("eu.anthropic.claude:0");
        assertThat(reading.turn().request().system()).hasSize(1);
        assertThat(reading.turn().request().system().getFirst().extra().cacheMark())
                .isEqualTo(CacheMark.MINUTES_5);
        assertThat(reading.turn().response().usage().counts())
                .isEqualTo(
                        Map.of(
                                Unit.INPUT_TOKENS, 1004L,
                                Unit.CACHE_READ_TOKENS, 900L,
                                Unit.CACHE_WRITE_TOKENS, 100L,
                                Unit.OUTPUT_TOKENS, 10L));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/embeddings | {\"data\":[{\"embedding\":[1,2,3]},{\"embedding\":[4,5,6]}],\"usage\":{\"prompt_tokens\":7,\"total_tokens\":7}} | 2 | 3 | 7",
                "/v1/embeddings | {\"data\":[{\"embedding\":\"AAAA\"}],\"usage\":{\"total_tokens\":0}} | 1 |  | 0",
                "/api/embed | {\"embeddings\":[[1,2]],\"prompt_eval_count\":4} | 1 | 2 | 4",
                "/v1beta/models/e:batchEmbedContents | {\"embeddings\":[{\"values\":[1]},{\"values\":[2]}]} | 2 | 1 |",
                "/v2/embed | {\"embeddings\":{\"float\":[[1,2],[3,4]]},\"meta\":{\"billed_units\":{\"input_tokens\":5}}} | 2 | 2 | 5",
                "/model/amazon.titan-embed/invoke | {\"embedding\":[1,2],\"inputTextTokenCount\":3} | 1 | 2 | 3",
            })
    void embeddings(String path, String body, int count, Integer dimensions, Long input) {
        ModelResponse answer = full(path, "{\"inputText\":\"x\"}", body).turn().response();
        assertThat(requireNonNull(answer.embeddings()).count()).isEqualTo(count);
        assertThat(requireNonNull(answer.embeddings()).dimensions()).isEqualTo(dimensions);
        assertThat(answer.usage().of(Unit.INPUT_TOKENS)).isEqualTo(input);
    }

    @Test
    void whatBedrockCountsForAModelIsInItsHeaders() {
        Source plain =
                Exchanges.source(
                        "/model/anthropic.claude-v2/invoke",
                        "{\"prompt\":\"x\"}",
                        200,
                        Exchanges.JSON,
                        "{\"completion\":\"y\",\"stop_reason\":\"stop_sequence\"}"
                                .getBytes(StandardCharsets.UTF_8));
        Source source =
                new Source(
                        plain.dialect(),
                        null,
                        "POST",
                        plain.path(),
                        "",
                        plain.requestHeaders(),
                        plain.request(),
                        200,
                        Headers.of(
                                "x-amzn-bedrock-input-token-count",
                                "12",
                                "x-amzn-bedrock-output-token-count",
                                "0"),
                        plain.response());
        Usage usage = TurnReader.read(source).turn().response().usage();
        assertThat(usage.counts())
                .isEqualTo(Map.of(Unit.INPUT_TOKENS, 12L, Unit.OUTPUT_TOKENS, 0L));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\",\"message\":\"slow\"}} | rate_limit_error | slow",
                "{\"error\":{\"message\":\"no\",\"type\":\"t\",\"param\":null,\"code\":\"model_not_found\"}} | model_not_found | no",
                "[{\"error\":{\"code\":400,\"message\":\"bad\",\"status\":\"INVALID_ARGUMENT\"}}] | 400 | bad",
                "{\"error\":\"model not found\"} |  | model not found",
                "{\"message\":\"denied\",\"__type\":\"AccessDenied\"} | AccessDenied | denied",
                "{\"detail\":[{\"msg\":\"x\"}]} |  | [{\"msg\":\"x\"}]",
            })
    void errorsOfAllDialects(String body, String word, String message) {
        Reading reading =
                Exchanges.read(
                        "/v1/chat/completions",
                        "{\"model\":\"m\"}",
                        429,
                        Exchanges.JSON,
                        body.getBytes(StandardCharsets.UTF_8));
        assertThat(reading.status()).isEqualTo(Reading.Status.FULL);
        assertThat(requireNonNull(reading.turn().response().error()).word()).isEqualTo(word);
        assertThat(requireNonNull(reading.turn().response().error()).message()).isEqualTo(message);
        assertThat(reading.turn().response().choices()).isEmpty();
    }

    @Test
    void whatCannotBeReadHasAReason() {
        byte[] html = "<html>502".getBytes(StandardCharsets.UTF_8);
        Reading page = Exchanges.read("/v1/messages", "{}", 502, "text/html", html);
        assertThat(page.status()).isEqualTo(Reading.Status.PARTLY);
        assertThat(page.reasons()).containsExactly(Reason.NOT_JSON);
        assertThat(requireNonNull(page.turn().response().error()).message()).isEqualTo("<html>502");

        Reading hollow = Exchanges.read("/v1/messages", "{}", Exchanges.JSON, "{\"id\":\"x\"}");
        assertThat(hollow.reasons()).containsExactly(Reason.UNEXPECTED_SHAPE);

        assertThat(Exchanges.read("/v1/models", "", Exchanges.JSON, "{}").reasons())
                .containsExactly(Reason.NO_MODEL_CALL);
        Reading unknown = Exchanges.read("/elsewhere", "{}", Exchanges.JSON, "{}");
        assertThat(unknown.status()).isEqualTo(Reading.Status.NOT);
        assertThat(unknown.endpoint()).isEqualTo(Endpoint.OTHER);
        assertThat(unknown.reasons()).containsExactly(Reason.UNKNOWN_ENDPOINT);

        Reading negative =
                Exchanges.read(
                        "/v1/chat/completions",
                        "{}",
                        Exchanges.JSON,
                        "{\"choices\":[{\"message\":{}}],\"usage\":{\"prompt_tokens\":-1}}");
        assertThat(negative.status()).isEqualTo(Reading.Status.FULL);
        assertThat(negative.turn().response().usage().isEmpty()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "NOT_KEPT,BODY_NOT_KEPT",
        "CUT,CUT_BODY",
        "TOO_LARGE,BODY_TOO_LARGE",
        "UNDECODABLE,DECODE_FAILED"
    })
    void theStartOfABodyIsReadAndTheRestMissed(Source.State state, Reason reason) {
        Source whole =
                Exchanges.source(
                        "/v1/messages",
                        "{\"model\":\"m\"}",
                        200,
                        Exchanges.JSON,
                        "{\"content\":[],\"stop_reason\":\"end_turn\"}"
                                .getBytes(StandardCharsets.UTF_8));
        byte[] start =
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"},{\"role\""
                        .getBytes(StandardCharsets.UTF_8);
        Reading reading =
                TurnReader.read(
                        new Source(
                                whole.dialect(),
                                null,
                                "POST",
                                whole.path(),
                                "",
                                whole.requestHeaders(),
                                Source.Body.of(start, state),
                                200,
                                whole.responseHeaders(),
                                whole.response()));
        assertThat(reading.status()).isEqualTo(Reading.Status.PARTLY);
        assertThat(reading.reasons()).contains(reason);
        assertThat(reading.turn().request().messages().getFirst().text()).isEqualTo("hi");
    }
}
