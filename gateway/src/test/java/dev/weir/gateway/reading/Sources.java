package dev.weir.gateway.reading;

import dev.weir.core.access.Provider;
import dev.weir.core.access.Providers;
import dev.weir.core.dialect.Dialect;
import dev.weir.core.exchange.Headers;
import dev.weir.core.reading.Source;
import dev.weir.gateway.content.ContentDecoding;
import dev.weir.testkit.Bytes;
import dev.weir.testkit.corpus.RecordedExchange;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** Recorded exchanges as what a reading is made from. */
final class Sources {

    private static final long MOST = 256L << 20;

    private Sources() {}

    static Source of(RecordedExchange exchange) {
        RecordedExchange.Request request = exchange.request();
        RecordedExchange.Response response = exchange.response();
        Provider provider = Providers.wellKnown().get(exchange.provider());
        Dialect own = provider == null ? Dialect.OTHER : provider.dialect();
        return new Source(
                Dialect.ofPath(request.path(), own),
                request.host(),
                request.method(),
                request.path(),
                request.query(),
                request.headers(),
                decoded(request.headers(), request.body()),
                response.status(),
                response.headers(),
                decoded(response.headers(), response.body()));
    }

    /** Undoes the content encoding; a body whose recorder has already done so stays as it is. */
    static Source.Body decoded(Headers headers, Bytes body) {
        List<String> encodings = ContentDecoding.encodings(headers);
        if (encodings.isEmpty() || body.isEmpty() || !isCoded(body)) {
            return Source.Body.of(body.array(), Source.State.WHOLE);
        }
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        try (InputStream in = ContentDecoding.decode(body.stream(), encodings, MOST)) {
            in.transferTo(plain);
            return Source.Body.of(plain.toByteArray(), Source.State.WHOLE);
        } catch (IOException e) {
            return Source.Body.of(plain.toByteArray(), Source.State.UNDECODABLE);
        }
    }

    /** Recorders often keep the field and undo the encoding. */
    private static boolean isCoded(Bytes body) {
        byte first = body.array()[0];
        return first != '{' && first != '[' && first != 'd' && first != 'e' && first != ':';
    }
}
