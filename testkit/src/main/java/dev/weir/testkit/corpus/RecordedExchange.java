package dev.weir.testkit.corpus;

import dev.weir.core.exchange.Headers;
import dev.weir.testkit.Bytes;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/**
 * One recorded exchange.
 *
 * @param id its name in the corpus
 * @param session the agent session it belongs to, null for a single exchange
 * @param thread the thread of the session, e.g. {@code main}; empty for a single exchange
 * @param at when it began, null where that was not recorded
 * @param recording the file it was recorded in, which single exchanges of one test share
 * @param provider the provider's name
 * @param tags what kind of exchange it is, e.g. {@code sse}, {@code gzip}, {@code error}
 * @param request the request without host and framing fields
 * @param response the answer without framing fields, save a recorded Content-Length
 */
public record RecordedExchange(
        String id,
        @Nullable String session,
        String thread,
        @Nullable Instant at,
        String recording,
        String provider,
        List<String> tags,
        Request request,
        Response response) {

    public RecordedExchange {
        tags = List.copyOf(tags);
    }

    /**
     * @param method the method
     * @param host the provider's public host, null where none is recorded
     * @param path the path at the provider
     * @param query the query without its question mark, empty for none
     */
    public record Request(
            String method,
            @Nullable String host,
            String path,
            String query,
            Headers headers,
            Bytes body,
            Headers trailers) {

        /** Path and query. */
        public String target() {
            return query.isEmpty() ? path : path + "?" + query;
        }
    }

    /** The answer. */
    public record Response(int status, Headers headers, Bytes body, Headers trailers) {}

    /** Bytes of both bodies. */
    public long bytes() {
        return (long) request.body().length() + response.body().length();
    }
}
