package dev.weir.gateway.intake.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.core.access.Origin;
import dev.weir.core.access.Provider;
import dev.weir.core.access.Providers;
import dev.weir.core.archive.ArchiveIntake;
import dev.weir.core.archive.InMemoryArchive;
import dev.weir.core.archive.Incoming;
import dev.weir.core.archive.Query;
import dev.weir.core.capture.CaptureMode;
import dev.weir.core.dialect.Dialect;
import dev.weir.core.exchange.EndReason;
import dev.weir.core.exchange.Exchange;
import dev.weir.core.exchange.Side;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** From a request of OTLP to exchanges, without HTTP. */
class SpanIntakeTest {

    private final InMemoryArchive archive = new InMemoryArchive();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    private static String span(int id, String attributes) {
        return """
               {"traceId":"0af7651916cd43dd8448eb211c80319c","spanId":"00000000000000%02x",
                "name":"a secret name","startTimeUnixNano":"1790000000000000000",
                "endTimeUnixNano":"1790000001000000000","status":{"code":%s,"message":"secret"},
                "events":[{"name":"gen_ai.user.message","attributes":[{"key":"content","value":{"stringValue":"secret"}}]}],
                "attributes":[{"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},
                  {"key":"gen_ai.usage.input_tokens","value":{"intValue":"12"}},
                  {"key":"gen_ai.input.messages","value":{"stringValue":"secret"}},
                  {"key":"gen_ai.prompt.0.content","value":{"stringValue":"secret"}},
                  {"key":"of.somebody","value":{"stringValue":"secret"}}%s]}"""
                .formatted(id, attributes.contains("error.type") ? "2" : "0", attributes);
    }

    private static String attribute(String name, String value) {
        return ",{\"key\":\"" + name + "\",\"value\":{\"stringValue\":\"" + value + "\"}}";
    }

    private static byte[] request(List<String> spans) {
        return ("{\"resourceSpans\":[{\"resource\":{\"attributes\":[{\"key\":\"service.name\","
                        + "\"value\":{\"stringValue\":\"shop\"}},{\"key\":\"process.command\","
                        + "\"value\":{\"stringValue\":\"secret\"}}]},\"scopeSpans\":[{\"spans\":["
                        + String.join(",", spans)
                        + "]}]}]}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private SpanIntake intake(ArchiveIntake to, CaptureMode mode) {
        List<Provider> providers = new ArrayList<>(Providers.wellKnown().values());
        providers.add(
                new Provider(
                        "private",
                        Origin.parse("https://llm.example"),
                        Dialect.OPENAI,
                        CaptureMode.METADATA,
                        false));
        providers.add(
                new Provider(
                        "silent",
                        Origin.parse("https://silent.example"),
                        Dialect.OPENAI,
                        CaptureMode.OFF,
                        false));
        return new SpanIntake(to, new Providers(providers), mode, meters, Duration.ofMillis(200));
    }

    private SpanIntake.Taken take(SpanIntake intake, String... spans) throws Exception {
        return intake.take(OtlpFormat.JSON, request(List.of(spans)));
    }

    private Exchange only() {
        return archive.list(Query.newest(2)).items().getFirst();
    }

    private String body() throws IOException {
        return new String(
                archive.body(only().id(), Side.REQUEST).readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void whatWasSaidIsNotKeptWhereTheModeKeepsLess() throws Exception {
        take(
                intake(archive, CaptureMode.METADATA),
                span(1, attribute("gen_ai.request.model", "m")));
        assertThat(body()).doesNotContain("secret").contains("gen_ai.usage.input_tokens", "shop");
        assertThat(only().mode()).isEqualTo(CaptureMode.METADATA);
        assertThat(only().requestedModel()).isEqualTo("m");
    }

    @Test
    void theStricterModeOfAProviderCounts() throws Exception {
        SpanIntake intake = intake(archive, CaptureMode.FULL);
        take(intake, span(1, attribute("server.address", "LLM.example")));
        assertThat(only().provider()).isEqualTo("private");
        assertThat(body()).doesNotContain("secret");
        SpanIntake.Taken taken =
                take(intake, span(2, attribute("server.address", "silent.example")));
        assertThat(taken.passedOver()).isEqualTo(1);
        assertThat(archive.list(Query.newest(9)).items()).hasSize(1);
        assertThat(meters.counter("weir.otlp.spans", "result", "capture_off").count()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "gen_ai.provider.name, openai, openai",
        "gen_ai.provider.name, gcp.gemini, gemini",
        "gen_ai.provider.name, aws.bedrock, bedrock",
        "gen_ai.provider.name, azure.ai.openai, azure",
        "gen_ai.provider.name, x_ai, xai",
        "gen_ai.provider.name, mistral_ai, mistral",
        "gen_ai.system, Anthropic, anthropic",
        "gen_ai.system, vertex_ai, vertex",
        "gen_ai.system, gemini, gemini",
        "gen_ai.system, az.ai.inference, azure",
        "gen_ai.system, az.ai.openai, azure",
        "gen_ai.system, xai, xai",
        "gen_ai.system, openai.chat, openai",
        "gen_ai.system, anthropic.messages, anthropic",
        "gen_ai.system, google.generative-ai, gemini",
        "gen_ai.system, amazon-bedrock, bedrock",
        "llm.system, openai, openai",
        "llm.provider, azure, azure",
        "ai.model.provider, openai.responses, openai",
        "weir.provider, my_own, my_own",
        "server.address, api.anthropic.com, anthropic",
        "server.address, elsewhere.example, unknown",
        "gen_ai.provider.name, 'a b', unknown",
    })
    void theProviderIsWeirsNameForIt(String name, String value, String expected) throws Exception {
        take(intake(archive, CaptureMode.FULL), span(1, attribute(name, value)));
        assertThat(only().provider()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "gen_ai.conversation.id, session",
        "session.id, session",
        "langfuse.session.id, session",
        "traceloop.association.properties.session_id, session",
        "ai.telemetry.metadata.sessionId, session",
        "user.id, user",
        "langfuse.user.id, user",
        "enduser.id, user",
    })
    void sessionAndUserAreTags(String name, String key) throws Exception {
        take(intake(archive, CaptureMode.FULL), span(1, attribute(name, "v-1")));
        assertThat(only().tags()).anyMatch(tag -> tag.toString().equals(key + "=v-1"));
    }

    @ParameterizedTest
    @CsvSource({
        "429, 429, COMPLETE",
        "RateLimitError, 0, UPSTREAM_RESET",
    })
    void aFailureHasTheStatusThatIsStated(String type, int status, EndReason end) throws Exception {
        take(intake(archive, CaptureMode.FULL), span(1, attribute("error.type", type)));
        assertThat(only().status()).isEqualTo(status);
        assertThat(only().end()).isEqualTo(end);
    }

    /** Takes so many and no more, like an archive that stands still or ends. */
    private final class Limited implements ArchiveIntake {

        private int room;
        private final boolean ends;

        Limited(int room, boolean ends) {
            this.room = room;
            this.ends = ends;
        }

        @Override
        public Receipt put(Incoming incoming) {
            return archive.put(incoming);
        }

        @Override
        public @Nullable Receipt offer(Incoming incoming, Duration atMost) throws IOException {
            if (room-- > 0) {
                return archive.put(incoming);
            }
            if (ends) {
                throw new IOException("the archive is being closed");
            }
            return null;
        }
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void whatAStoppedArchiveTookIsKnownWhenItIsSentAgain(boolean ends) throws Exception {
        String[] spans = {span(1, ""), span(2, ""), span(3, "")};
        assertThatThrownBy(() -> take(intake(new Limited(2, ends), CaptureMode.FULL), spans))
                .isInstanceOf(SpanIntake.Busy.class);
        SpanIntake.Taken again = take(intake(archive, CaptureMode.FULL), spans);
        assertThat(again.known()).isEqualTo(2);
        assertThat(again.stored()).isEqualTo(1);
        assertThat(archive.list(Query.newest(9)).items()).hasSize(3);
    }

    @Test
    void oneThatCannotBeStoredIsRejectedAndTheOthersAreNot() throws Exception {
        ArchiveIntake picky =
                incoming -> {
                    ArchiveIntake.Receipt receipt = archive.put(incoming);
                    boolean second = incoming.exchange().tags().toString().contains("session=no");
                    return atMost -> {
                        if (second) {
                            throw new ArchiveIntake.NotStored("not this one");
                        }
                        return receipt.stored(atMost);
                    };
                };
        SpanIntake.Taken taken =
                take(
                        intake(picky, CaptureMode.FULL),
                        span(1, ""),
                        span(2, attribute("session.id", "no")));
        assertThat(taken.stored()).isEqualTo(1);
        assertThat(taken.rejected()).isEqualTo(1);
        assertThat(taken.reason()).isEqualTo("not this one");
    }
}
