package dev.weir.testkit.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.core.capture.CaptureMode;
import dev.weir.core.capture.Closing;
import dev.weir.core.capture.Loss;
import dev.weir.core.capture.Opening;
import dev.weir.core.capture.Recorder;
import dev.weir.core.capture.Recording;
import dev.weir.core.dialect.Dialect;
import dev.weir.core.exchange.ClientFacts;
import dev.weir.core.exchange.EndPhase;
import dev.weir.core.exchange.EndReason;
import dev.weir.core.exchange.ExchangeIds;
import dev.weir.core.exchange.Headers;
import dev.weir.core.exchange.RequestHead;
import dev.weir.core.exchange.ResponseHead;
import dev.weir.core.exchange.Timeline;
import dev.weir.testkit.Bytes;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

class MemoryRecorderTest {

    private final MemoryRecorder recorder = new MemoryRecorder();

    @Test
    void keepsWhatItWasToldInOrder() throws Exception {
        Recording recording = recorder.begin(opening());
        ByteBuffer piece = ByteBuffer.wrap(Bytes.of("{}").array());
        recording.requestBody(piece, 1);
        recording.requestEnd(Headers.EMPTY, 2);
        recording.responseHead(new ResponseHead(200, "OK", "HTTP/1.1", Headers.EMPTY), 3);
        recording.responseBody(ByteBuffer.wrap(Bytes.of("ab").array()), 4);
        recording.responseBody(ByteBuffer.wrap(Bytes.of("c").array()), 5);
        AtomicInteger safe = new AtomicInteger();
        recording.responseEnd(Headers.of("x-t", "1"), 6, safe::incrementAndGet);
        recording.close(closing());

        RecordedCall call = recorder.awaitOne(Duration.ofSeconds(1));
        assertThat(piece.remaining()).isEqualTo(2);
        assertThat(safe).hasValue(1);
        assertThat(call.responseBody()).isEqualTo(Bytes.of("abc"));
        assertThat(call.responseChunks()).hasSize(2);
        assertThat(call.events())
                .containsExactly(
                        "begin",
                        "requestBody",
                        "requestEnd",
                        "responseHead",
                        "responseBody",
                        "responseEnd",
                        "close");
        assertThat(recorder.violations()).isEmpty();
    }

    @Test
    void notesWhatIsOutOfPlace() throws Exception {
        Recording recording = recorder.begin(opening());
        recording.responseBody(ByteBuffer.allocate(1), 1);
        recording.close(closing());
        recording.close(closing());
        assertThat(recorder.violations()).hasSize(2);
    }

    @Test
    void failsAndHoldsWhenTold() throws Exception {
        recorder.failBegin(Loss.SPOOL_FULL);
        assertThatThrownBy(() -> recorder.begin(opening()))
                .isInstanceOfSatisfying(
                        Recorder.CaptureUnavailable.class,
                        e -> assertThat(e.loss()).isEqualTo(Loss.SPOOL_FULL));
        recorder.failBegin(null);
        recorder.hold();
        Recording recording = recorder.begin(opening());
        recording.responseHead(new ResponseHead(200, "OK", "HTTP/1.1", Headers.EMPTY), 1);
        AtomicInteger safe = new AtomicInteger();
        recording.responseEnd(Headers.EMPTY, 2, safe::incrementAndGet);
        assertThat(safe).hasValue(0);
        assertThat(recorder.held()).isEqualTo(1);
        recorder.release().forEach(Runnable::run);
        assertThat(safe).hasValue(1);
    }

    private static Opening opening() {
        return new Opening(
                new ExchangeIds(new Random(1)).next(1_000),
                1_000_000,
                new ClientFacts("127.0.0.1:1", null),
                "provider",
                "openai",
                Dialect.OPENAI,
                new RequestHead("POST", "/openai/v1/responses", "HTTP/1.1", Headers.EMPTY),
                "/v1/responses",
                "http://127.0.0.1:2",
                "/v1/responses",
                CaptureMode.FULL,
                List.of(),
                List.of());
    }

    private static Closing closing() {
        return new Closing(
                EndReason.COMPLETE,
                EndPhase.BODY,
                null,
                Timeline.NOTHING,
                null,
                null,
                null,
                false,
                1,
                List.of());
    }
}
