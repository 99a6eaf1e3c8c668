package dev.weir.core.archive;

import dev.weir.core.exchange.BodyFacts;
import dev.weir.core.exchange.Chunk;
import dev.weir.core.exchange.Exchange;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * A whole exchange on its way into an archive. It is stored as it is: nothing is derived anew from
 * its bodies. Times are kept to the microsecond where the archive keeps no more.
 *
 * @param exchange its record; {@link BodyFacts#kept} of each body is the length of its bytes, their
 *     checksum is taken anew
 * @param request the kept bytes of the request body, from position to limit
 * @param response the kept bytes of the response body
 * @param requestChunks arrival times and lengths of what passed of the request body
 * @param responseChunks the same of the response body
 */
public record Incoming(
        Exchange exchange,
        ByteBuffer request,
        ByteBuffer response,
        List<Chunk> requestChunks,
        List<Chunk> responseChunks) {

    public Incoming {
        request = request.slice().asReadOnlyBuffer();
        response = response.slice().asReadOnlyBuffer();
        requestChunks = List.copyOf(requestChunks);
        responseChunks = List.copyOf(responseChunks);
        check("request", exchange.requestBody(), request);
        check("response", exchange.responseBody(), response);
    }

    private static void check(String side, BodyFacts facts, ByteBuffer bytes) {
        if (facts.kept() != bytes.remaining()) {
            throw new IllegalArgumentException(
                    "the "
                            + side
                            + " body has "
                            + bytes.remaining()
                            + " bytes, and "
                            + facts.kept()
                            + " are said to be kept");
        }
    }

    /** The same bodies with another record, whose facts of them are the same. */
    public Incoming with(Exchange other) {
        return new Incoming(other, request, response, requestChunks, responseChunks);
    }

    /** Bytes of both bodies. */
    public long bytes() {
        return (long) request.remaining() + response.remaining();
    }
}
