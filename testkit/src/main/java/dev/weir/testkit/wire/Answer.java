package dev.weir.testkit.wire;

import dev.weir.core.exchange.Headers;
import dev.weir.testkit.Bytes;

import java.util.List;

/**
 * What a client saw of one answer.
 *
 * @param informational heads with status 1xx that came before, in order
 * @param head the final head
 * @param body the bytes of the body, as far as they came
 * @param trailers fields after it
 * @param chunkSizes announced chunk sizes, empty where it was not chunked
 * @param ended how it ended
 */
public record Answer(
        List<Head> informational,
        Head head,
        Bytes body,
        Headers trailers,
        List<Integer> chunkSizes,
        Ended ended) {

    public Answer {
        informational = List.copyOf(informational);
        chunkSizes = List.copyOf(chunkSizes);
    }

    public int status() {
        return head.status();
    }

    public Headers headers() {
        return head.headers();
    }

    /** Weir's own error code, empty where the provider answered. */
    public String weirError() {
        String code = head.headers().first("x-weir-error");
        return code == null ? "" : code;
    }
}
