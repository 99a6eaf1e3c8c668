package dev.weir.gateway.relay.http1;

import dev.weir.core.exchange.Headers;
import dev.weir.core.exchange.RequestHead;
import dev.weir.core.exchange.ResponseHead;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads a connection's bytes with a {@link MessageReader} the way a connection does, and keeps what
 * it says as text. Releases every piece, and knows which were not.
 */
final class Wire implements MessageReader.Listener {

    /** What a connection carries. */
    enum Kind {
        REQUESTS,
        RESPONSES
    }

    private final Kind kind;
    private final MessageReader reader;
    private final List<String> events = new ArrayList<>();
    private final List<ByteBuf> buffers = new ArrayList<>();
    private final StringBuilder body = new StringBuilder();
    private ByteBuf rest = Unpooled.EMPTY_BUFFER;

    Wire(Kind kind) {
        this.kind = kind;
        this.reader =
                new MessageReader(
                        kind == Kind.REQUESTS ? HeadLimits.CLIENT : HeadLimits.UPSTREAM, this);
    }

    static List<String> requests(String bytes) throws HttpFault {
        return read(Kind.REQUESTS, bytes);
    }

    static List<String> responses(String bytes) throws HttpFault {
        return read(Kind.RESPONSES, bytes);
    }

    /** What one buffer with all the bytes, then the end of the connection, says. */
    private static List<String> read(Kind kind, String bytes) throws HttpFault {
        Wire wire = new Wire(kind);
        wire.feed(bytes(bytes));
        return wire.end();
    }

    /** What the bytes say when they come in these pieces; a fault is the last event. */
    static List<String> outcome(Kind kind, byte[] bytes, int... cuts) {
        Wire wire = new Wire(kind);
        try {
            int from = 0;
            for (int cut : cuts) {
                wire.feed(Arrays.copyOfRange(bytes, from, cut));
                from = cut;
            }
            wire.feed(Arrays.copyOfRange(bytes, from, bytes.length));
            return wire.end();
        } catch (HttpFault fault) {
            wire.flushBody();
            wire.events.add("fault " + fault.code());
            return wire.events;
        } finally {
            wire.rest.release();
            wire.checkReleased();
        }
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Gives more bytes, in a buffer of their own behind what is left over. */
    void feed(byte[] bytes) throws HttpFault {
        ByteBuf in = Unpooled.buffer(Math.max(1, rest.readableBytes() + bytes.length));
        in.writeBytes(rest).writeBytes(bytes);
        rest.release();
        rest = in;
        buffers.add(in);
        reader.read(in);
    }

    /** The connection ends. */
    List<String> end() {
        boolean proper = reader.endOfInput() && !rest.isReadable();
        flushBody();
        events.add(proper ? "end" : "cut");
        return events;
    }

    MessageReader reader() {
        return reader;
    }

    List<String> events() {
        return events;
    }

    int left() {
        return rest.readableBytes();
    }

    private void checkReleased() {
        for (ByteBuf buffer : buffers) {
            if (buffer.refCnt() != 0) {
                throw new AssertionError("a buffer is still held " + buffer.refCnt() + " times");
            }
        }
    }

    private void flushBody() {
        if (!body.isEmpty()) {
            events.add("body " + body);
            body.setLength(0);
        }
    }

    @Override
    public Framing onHead(byte[] bytes, int length) throws HttpFault {
        if (kind == Kind.REQUESTS) {
            RequestHead head = HeadParser.request(bytes, length, HeadLimits.CLIENT);
            Framing framing = BodyRules.request(head);
            events.add(head.method() + " " + head.target() + text(head.headers()));
            return framing;
        }
        ResponseHead head = HeadParser.response(bytes, length, HeadLimits.UPSTREAM);
        boolean interim = head.status() < 200;
        Framing framing = interim ? Framing.NONE : BodyRules.response(head, "POST");
        events.add(head.status() + " " + head.reason() + text(head.headers()));
        return framing;
    }

    @Override
    public void onBody(ByteBuf piece) {
        if (!piece.isReadable()) {
            throw new AssertionError("an empty piece");
        }
        body.append(piece.toString(StandardCharsets.ISO_8859_1));
        piece.release();
    }

    @Override
    public void onEnd(Headers trailers) {
        flushBody();
        events.add("whole" + text(trailers));
        reader.nextMessage();
    }

    private static String text(Headers headers) {
        StringBuilder text = new StringBuilder();
        headers.forEach(
                (name, value) ->
                        text.append(" [").append(name).append('=').append(value).append(']'));
        return text.toString();
    }
}
