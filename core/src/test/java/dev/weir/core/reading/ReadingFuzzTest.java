package dev.weir.core.reading;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;

import dev.weir.core.dialect.Dialect;
import dev.weir.core.exchange.Headers;
import dev.weir.core.json.Json;
import dev.weir.core.json.JsonReader;
import dev.weir.core.reading.sse.ArrayFraming;
import dev.weir.core.reading.sse.AwsFraming;
import dev.weir.core.reading.sse.Framing;
import dev.weir.core.reading.sse.LineFraming;
import dev.weir.core.reading.sse.SseFraming;
import dev.weir.core.reading.wire.TurnReader;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Fuzz targets: arbitrary bytes as JSON, as streams, as whole exchanges. In the normal build they
 * run once over the empty input and the seeds; with {@code JAZZER_FUZZ=1} they look for more.
 */
class ReadingFuzzTest {

    /** What is read whole is the same after it was written. */
    @FuzzTest(maxDuration = "60s")
    void anyBytesAsJson(byte[] input) {
        JsonReader.Parsed parsed = JsonReader.read(input);
        Json value = parsed.value();
        if (parsed.whole() && value != null) {
            byte[] again = value.write().getBytes(StandardCharsets.UTF_8);
            assertThat(JsonReader.read(again).value()).isEqualTo(value);
        }
    }

    /** Two pieces give the events of one. */
    @FuzzTest(maxDuration = "60s")
    void anyBytesAsAStream(FuzzedDataProvider data) {
        int kind = data.consumeInt(0, 3);
        int cut = data.consumeInt(0, 200);
        byte[] bytes = data.consumeRemainingAsBytes();
        int first = Math.min(cut, bytes.length);
        List<String> whole = new ArrayList<>();
        List<String> pieces = new ArrayList<>();
        Framing one = framing(kind);
        one.feed(bytes, 0, bytes.length, event -> whole.add(event.toString()));
        one.end(event -> whole.add(event.toString()));
        Framing two = framing(kind);
        two.feed(bytes, 0, first, event -> pieces.add(event.toString()));
        two.feed(bytes, first, bytes.length - first, event -> pieces.add(event.toString()));
        two.end(event -> pieces.add(event.toString()));
        assertThat(pieces).isEqualTo(whole);
    }

    private static Framing framing(int kind) {
        return switch (kind) {
            case 0 -> new SseFraming();
            case 1 -> new LineFraming();
            case 2 -> new ArrayFraming();
            default -> new AwsFraming();
        };
    }

    private static final List<String> PATHS =
            List.of(
                    "/v1/messages",
                    "/v1/messages/batches",
                    "/v1/chat/completions",
                    "/v1/completions",
                    "/v1/responses",
                    "/v1/embeddings",
                    "/v1beta/models/m:generateContent",
                    "/v1beta/models/m:streamGenerateContent",
                    "/v1beta/interactions",
                    "/api/chat",
                    "/api/generate",
                    "/model/m/converse",
                    "/model/m/converse-stream",
                    "/model/m/invoke",
                    "/model/m/invoke-with-response-stream",
                    "/model/m/count-tokens",
                    "/v2/chat",
                    "/v1/chat",
                    "/v1/images/generations",
                    "/v1/traces");

    private static final List<String> TYPES =
            List.of(
                    "application/json",
                    "text/event-stream",
                    "application/x-ndjson",
                    "application/vnd.amazon.eventstream",
                    "");

    /** No bytes make the reader fail. */
    @FuzzTest(maxDuration = "60s")
    void anyBytesAsAnExchange(FuzzedDataProvider data) {
        String path = data.pickValue(PATHS);
        String type = data.pickValue(TYPES);
        int status = data.pickValue(List.of(200, 400, 0));
        byte[] request = data.consumeBytes(data.consumeInt(0, 4096));
        byte[] response = data.consumeRemainingAsBytes();
        Reading reading =
                TurnReader.read(
                        new Source(
                                Dialect.OTHER,
                                null,
                                "POST",
                                path,
                                "",
                                Headers.EMPTY,
                                Source.Body.of(request, Source.State.WHOLE),
                                status,
                                Headers.of("content-type", type),
                                Source.Body.of(response, Source.State.CUT)));
        assertThat(reading.reasons()).doesNotContain(Reason.READER_FAULT);
    }
}
