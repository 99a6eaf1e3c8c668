package dev.weir.gateway.console;

import dev.weir.core.archive.Archive;
import dev.weir.core.derived.Derivation;
import dev.weir.core.exchange.Exchange;
import dev.weir.core.exchange.Side;
import dev.weir.core.reading.Reading;
import dev.weir.core.reading.Source;
import dev.weir.core.reading.wire.TurnReader;
import dev.weir.gateway.content.ContentDecoding;
import dev.weir.gateway.content.DecodedBody;

import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Reads exchanges from the archive, so many bytes of them at the same time that their trees fit in
 * memory: a reading waits for others to be done.
 */
final class TurnBodies {

    /** Of decoded bodies, read at the same time; their trees take several times as much. */
    private static final int MOST_MEBIBYTES = DecodedBody.LARGEST >> 20;

    private static final int PATIENCE_SECONDS = 30;

    /** What text may become when its encoding is undone, for the reckoning of memory. */
    private static final int EXPANSION = 8;

    private final Archive archive;
    private final Semaphore room = new Semaphore(MOST_MEBIBYTES, true);

    TurnBodies(Archive archive) {
        this.archive = archive;
    }

    /**
     * Takes what was read, while there is room for it.
     *
     * @param <T> what is made of it
     */
    @FunctionalInterface
    interface Use<T> {
        T take(Reading reading, Source source) throws IOException;
    }

    /** Reads an exchange and lets it be used; what it holds must not be kept. */
    <T> T read(Exchange exchange, Use<T> use) throws IOException, InterruptedException {
        int mebibytes = mebibytes(exchange);
        if (!room.tryAcquire(mebibytes, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new Refused(ConsoleError.OVERLOADED, "too many large exchanges are being read");
        }
        try {
            Source source =
                    Derivation.source(
                            exchange,
                            DecodedBody.read(exchange, archive, Side.REQUEST, DecodedBody.LARGEST),
                            DecodedBody.read(
                                    exchange, archive, Side.RESPONSE, DecodedBody.LARGEST));
            return use.take(TurnReader.read(source), source);
        } finally {
            room.release(mebibytes);
        }
    }

    private static int mebibytes(Exchange exchange) {
        boolean encoded = !ContentDecoding.encodings(exchange.request().headers()).isEmpty();
        var response = exchange.response();
        boolean answerEncoded =
                response != null && !ContentDecoding.encodings(response.headers()).isEmpty();
        long bytes =
                exchange.requestBody().kept() * (encoded ? EXPANSION : 1)
                        + exchange.responseBody().kept() * (answerEncoded ? EXPANSION : 1);
        return Math.clamp((bytes >> 20) + 1, 1, MOST_MEBIBYTES);
    }
}
