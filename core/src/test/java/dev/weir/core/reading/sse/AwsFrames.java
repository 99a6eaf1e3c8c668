package dev.weir.core.reading.sse;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** Writes AWS event streams. */
public final class AwsFrames {

    private AwsFrames() {}

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** All of these, one after the other. */
    public static byte[] join(byte[]... all) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (byte[] each : all) {
            bytes.writeBytes(each);
        }
        return bytes.toByteArray();
    }

    /** A frame with the headers that Bedrock sends. */
    public static byte[] frame(String messageType, String type, String payload) {
        String name = messageType.equals("event") ? ":event-type" : ":exception-type";
        byte[] headers =
                join(
                        header(name, type),
                        header(":content-type", "application/json"),
                        header(":message-type", messageType));
        byte[] data = bytes(payload);
        int total = 16 + headers.length + data.length;
        ByteBuffer frame = ByteBuffer.allocate(total);
        frame.putInt(total).putInt(headers.length).putInt(crc(frame.array(), 8));
        frame.put(headers).put(data).putInt(crc(frame.array(), total - 4));
        return frame.array();
    }

    private static byte[] header(String name, String value) {
        ByteBuffer header = ByteBuffer.allocate(4 + name.length() + value.length());
        header.put((byte) name.length()).put(bytes(name)).put((byte) 7);
        header.putShort((short) value.length()).put(bytes(value));
        return header.array();
    }

    private static int crc(byte[] bytes, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
