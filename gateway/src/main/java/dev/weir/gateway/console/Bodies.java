package dev.weir.gateway.console;

import dev.weir.core.exchange.BodyFacts;
import dev.weir.core.exchange.Exchange;
import dev.weir.core.exchange.Headers;
import dev.weir.core.exchange.ResponseHead;
import dev.weir.core.exchange.Side;

import org.jspecify.annotations.Nullable;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Sends the bytes of a body. A body of up to {@link #CHECKED_FIRST} is read to its end, and so
 * checked, before anything is sent; a larger one streams, and damage in it breaks the connection
 * off. Never does a wrong body end cleanly.
 */
final class Bodies {

    static final int CHECKED_FIRST = 4 * 1024 * 1024;

    private static final String TYPE = "application/octet-stream";
    private static final int PIECE = 32 * 1024;
    private static final int MOST_ENCODINGS = 8;

    private final Exchanges exchanges;
    private final BodyReader bodies;
    private final Decoder decoder;

    Bodies(Exchanges exchanges, BodyReader bodies, Decoder decoder) {
        this.exchanges = exchanges;
        this.bodies = bodies;
        this.decoder = decoder;
    }

    Route.Handler of(Side side) {
        return (call, asked) -> {
            boolean decoded = asked.query().flag("decoded");
            Exchange exchange = exchanges.find(asked.id());
            if (!BodyReader.kept(exchange, side)) {
                throw new Refused(ConsoleError.BODY_NOT_KEPT, BodyReader.whyNot(exchange, side));
            }
            List<String> encodings = decoded ? encodings(exchange, side) : List.of();
            BodyFacts facts = BodyReader.facts(exchange, side);
            if (encodings.isEmpty() || facts.length() == 0) {
                try (InputStream in = bodies.open(exchange, side)) {
                    send(call, in, facts.kept(), fields(exchange, side));
                }
            } else {
                decode(call, exchange, side, encodings);
            }
        };
    }

    private void decode(Call call, Exchange exchange, Side side, List<String> encodings)
            throws IOException {
        Source source = new Source(bodies.open(exchange, side));
        try (source;
                InputStream in = new Whole(decoder.decode(source, encodings), source)) {
            send(call, in, -1, fields(exchange, side));
        } catch (ClientGone e) {
            throw e;
        } catch (IOException e) {
            if (source.fault != null) {
                throw source.fault;
            }
            throw new Refused(
                    ConsoleError.NOT_DECODABLE,
                    "the content encoding "
                            + Parameters.shown(String.join(", ", encodings))
                            + " cannot be undone: "
                            + Parameters.shown(String.valueOf(e.getMessage())));
        }
    }

    private static void send(Call call, InputStream in, long length, Headers fields)
            throws IOException {
        byte[] start = in.readNBytes(CHECKED_FIRST);
        int next = in.read();
        if (next < 0) {
            call.answer(200, TYPE, fields, start);
            return;
        }
        try (ResponseStream out = call.stream(200, TYPE, fields, length)) {
            if (call.isHead()) {
                out.finish();
                return;
            }
            out.write(start);
            out.write(next);
            byte[] piece = new byte[PIECE];
            for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
                out.write(piece, 0, n);
            }
            out.finish();
        }
    }

    private static Headers fields(Exchange exchange, Side side) {
        BodyFacts facts = BodyReader.facts(exchange, side);
        Headers.Builder fields =
                Headers.builder()
                        .add(
                                "content-disposition",
                                "attachment; filename=\""
                                        + exchange.id()
                                        + "-"
                                        + side.word()
                                        + ".bin\"");
        if (!facts.whole()) {
            fields.add("x-weir-kept", facts.kept() + "/" + facts.length());
        }
        return fields.build();
    }

    /** The content codings in the order in which they were applied. */
    static List<String> encodings(Exchange exchange, Side side) {
        ResponseHead response = exchange.response();
        Headers headers =
                side == Side.REQUEST
                        ? exchange.request().headers()
                        : response == null ? Headers.EMPTY : response.headers();
        List<String> encodings = new ArrayList<>();
        for (String list : headers.all("content-encoding")) {
            for (String encoding : list.split(",", -1)) {
                String word = encoding.strip().toLowerCase(Locale.ROOT);
                if (!word.isEmpty() && !word.equals("identity")) {
                    encodings.add(word);
                }
            }
        }
        if (encodings.size() > MOST_ENCODINGS) {
            throw new Refused(
                    ConsoleError.NOT_DECODABLE,
                    "the body names " + encodings.size() + " content encodings");
        }
        return encodings;
    }

    /** The archive's bytes; remembers whether it was the archive that failed. */
    private static final class Source extends FilterInputStream {

        private @Nullable IOException fault;

        Source(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            try {
                return super.read(target, offset, length);
            } catch (IOException e) {
                fault = e;
                throw e;
            }
        }
    }

    /**
     * The decoded bytes. A decoder may stop at its format's own end; the archive's bytes are then
     * read on, since their check comes with their end.
     */
    private static final class Whole extends FilterInputStream {

        private final Source source;

        Whole(InputStream decoded, Source source) {
            super(decoded);
            this.source = source;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int n = super.read(target, offset, length);
            if (n < 0) {
                source.transferTo(java.io.OutputStream.nullOutputStream());
            }
            return n;
        }
    }
}
