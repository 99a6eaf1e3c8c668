package dev.weir.bench.load;

import dev.weir.bench.http.Prose;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;

import java.nio.charset.StandardCharsets;

/**
 * Chat requests with bodies as programs send them: the same instructions in front, new text behind;
 * and conversations of an agent that grow by one tool call and its result with every turn.
 */
public final class ChatRequests {
    private static final int INSTRUCTIONS = 480;
    private static final int AGENT_INSTRUCTIONS = 30 * 1024;
    private static final int AGENT_FROM = 150 * 1024;
    private static final int AGENT_TO = 250 * 1024;
    private static final int CALL = 600;
    private static final int RESULT = 1300;
    private static final byte[] CLOSE = ascii("\"}]}");

    private final Prose prose;
    private final byte[] instructions;
    private long serial;

    /** All requests made here share a text pool and belong to one thread. */
    public ChatRequests(long seed) {
        this.prose = new Prose(seed);
        ByteBuf text = Unpooled.buffer();
        prose.write(text, AGENT_INSTRUCTIONS);
        this.instructions = new byte[AGENT_INSTRUCTIONS];
        text.readBytes(instructions);
    }

    /** Single questions with a body of exactly {@code size} bytes (at least 700). */
    public Requests.Factory questions(int size, String query) {
        return target -> {
            byte[] head = head(target, query);
            return allocator -> question(allocator, head, size);
        };
    }

    /** Turns of conversations that grow from 150 to 250 KiB, 200 KiB on average. */
    public Requests.Factory conversations(String query) {
        return target -> {
            byte[] head = head(target, query);
            ByteBuf conversation = Unpooled.buffer(AGENT_TO + 8 * 1024);
            return allocator -> turn(allocator, head, conversation);
        };
    }

    private ByteBuf question(ByteBufAllocator allocator, byte[] head, int size) {
        ByteBuf out = allocator.directBuffer(head.length + 32 + size);
        begin(out, head, size);
        int start = out.writerIndex();
        out.writeBytes(
                ascii("{\"model\":\"mock-1\",\"messages\":[{\"role\":\"system\",\"content\":\""));
        out.writeBytes(instructions, 0, INSTRUCTIONS);
        out.writeBytes(ascii("\"},{\"role\":\"user\",\"content\":\"Question " + ++serial + ": "));
        prose.write(out, size - (out.writerIndex() - start) - CLOSE.length);
        out.writeBytes(CLOSE);
        return out;
    }

    private ByteBuf turn(ByteBufAllocator allocator, byte[] head, ByteBuf conversation) {
        if (conversation.readableBytes() == 0 || conversation.readableBytes() > AGENT_TO) {
            conversation.clear();
            conversation.writeBytes(
                    ascii(
                            "{\"model\":\"mock-1\",\"messages\":[{\"role\":\"system\",\"content\":\""));
            conversation.writeBytes(instructions);
            conversation.writeBytes(
                    ascii("\"},{\"role\":\"user\",\"content\":\"Task " + ++serial + ": "));
            prose.write(conversation, CALL);
            conversation.writeBytes(ascii("\"}"));
            while (conversation.readableBytes() < AGENT_FROM) {
                grow(conversation);
            }
        } else {
            grow(conversation);
        }
        int size = conversation.readableBytes() + 2;
        ByteBuf out = allocator.directBuffer(head.length + 32 + size);
        begin(out, head, size);
        out.writeBytes(conversation, conversation.readerIndex(), conversation.readableBytes());
        out.writeByte(']').writeByte('}');
        return out;
    }

    private void grow(ByteBuf conversation) {
        String id = "call_" + ++serial;
        conversation.writeBytes(
                ascii(
                        ",{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\""
                                + id
                                + "\",\"type\":\"function\",\"function\":{\"name\":\"read\",\"arguments\":\""));
        prose.write(conversation, CALL);
        conversation.writeBytes(
                ascii("\"}}]},{\"role\":\"tool\",\"tool_call_id\":\"" + id + "\",\"content\":\""));
        prose.write(conversation, RESULT);
        conversation.writeBytes(ascii("\"}"));
    }

    private static void begin(ByteBuf out, byte[] head, int size) {
        out.writeBytes(head);
        out.writeBytes(ascii(size + "\r\n\r\n"));
    }

    private static byte[] head(Target target, String query) {
        return ascii(
                "POST "
                        + target.prefix()
                        + "/v1/chat/completions?"
                        + query
                        + " HTTP/1.1\r\nhost: "
                        + target.address().getHostString()
                        + ":"
                        + target.address().getPort()
                        + "\r\naccept: application/json\r\ncontent-type: application/json\r\n"
                        + "user-agent: weir-bench/1\r\nauthorization: Bearer sk-bench-not-a-key-0000\r\n"
                        + "x-stainless-lang: java\r\naccept-encoding: identity\r\ncontent-length: ");
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
