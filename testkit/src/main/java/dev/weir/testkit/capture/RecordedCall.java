package dev.weir.testkit.capture;

import dev.weir.core.capture.Closing;
import dev.weir.core.capture.Opening;
import dev.weir.core.exchange.Chunk;
import dev.weir.core.exchange.Headers;
import dev.weir.core.exchange.ResponseHead;
import dev.weir.testkit.Bytes;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * What a {@link MemoryRecorder} was told of one exchange.
 *
 * @param opening the opening
 * @param requestBody the bytes of the request body
 * @param requestChunks its pieces as they came
 * @param requestTrailers null where the request was never reported whole
 * @param response null where no head was reported
 * @param responseBody the bytes of the response body
 * @param responseChunks its pieces as they came
 * @param responseTrailers null where the answer was never reported whole
 * @param requestLeftOut bytes of the request body that passed and were said to be left out
 * @param responseLeftOut the same of the response body
 * @param closing null while the exchange is open
 * @param events the calls in order: {@code begin}, {@code requestBody}, {@code requestEnd}, {@code
 *     responseHead}, {@code responseBody}, {@code responseEnd}, {@code close}; a run of pieces of
 *     one body is one event
 */
public record RecordedCall(
        Opening opening,
        Bytes requestBody,
        List<Chunk> requestChunks,
        @Nullable Headers requestTrailers,
        @Nullable ResponseHead response,
        Bytes responseBody,
        List<Chunk> responseChunks,
        @Nullable Headers responseTrailers,
        long requestLeftOut,
        long responseLeftOut,
        @Nullable Closing closing,
        List<String> events) {

    public RecordedCall {
        requestChunks = List.copyOf(requestChunks);
        responseChunks = List.copyOf(responseChunks);
        events = List.copyOf(events);
    }

    /** How it ended; throws where it has not. */
    public Closing over() {
        if (closing == null) {
            throw new IllegalStateException("the exchange is not over");
        }
        return closing;
    }

    /** True once {@code close} was called. */
    public boolean isClosed() {
        return closing != null;
    }
}
