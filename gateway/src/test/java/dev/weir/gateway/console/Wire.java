package dev.weir.gateway.console;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A client that sends exactly what a test says. */
final class Wire implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();

    /** An answer; header names in lower case. */
    @SuppressWarnings("ArrayRecordComponent")
    record Answer(int status, Map<String, String> headers, byte[] body) {

        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        JsonNode json() {
            return JSON.readTree(body);
        }

        String header(String name) {
            return headers.getOrDefault(name, "");
        }

        String errorCode() {
            return json().path("error").path("code").asString("");
        }

        String message() {
            return json().path("error").path("message").asString("");
        }
    }

    final Socket socket;
    final InputStream in;

    Wire(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(10_000);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** GET with further header lines, on a connection of its own. */
    static Answer get(int port, String target, String... lines) throws IOException {
        return ask(port, "GET", target, lines);
    }

    static Answer ask(int port, String method, String target, String... lines) throws IOException {
        try (Wire wire = new Wire(port)) {
            StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
            boolean host = false;
            for (String line : lines) {
                host |= line.toLowerCase(Locale.ROOT).startsWith("host:");
                head.append(line).append("\r\n");
            }
            if (!host) {
                head.append("Host: 127.0.0.1:").append(port).append("\r\n");
            }
            wire.send(head.append("Connection: close\r\n\r\n").toString());
            return wire.answer(method.equals("HEAD"));
        }
    }

    /** A request with a body and further header lines, on a connection of its own. */
    static Answer send(int port, String method, String target, String body, String... lines)
            throws IOException {
        try (Wire wire = new Wire(port)) {
            wire.send(
                    method
                            + " "
                            + target
                            + " HTTP/1.1\r\nHost: 127.0.0.1:"
                            + port
                            + "\r\nConnection: close\r\nContent-Length: "
                            + body.length()
                            + "\r\n"
                            + String.join("\r\n", lines)
                            + "\r\n\r\n"
                            + body);
            return wire.answer(method.equals("HEAD"));
        }
    }

    /** POST of JSON lines, on a connection of its own. */
    static Answer post(int port, String target, String body) throws IOException {
        try (Wire wire = new Wire(port)) {
            wire.send(
                    "POST "
                            + target
                            + " HTTP/1.1\r\nHost: 127.0.0.1:"
                            + port
                            + "\r\nContent-Type: application/x-ndjson\r\nContent-Length: "
                            + body.length()
                            + "\r\n\r\n"
                            + body);
            return wire.answer(false);
        }
    }

    void send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    Answer answer(boolean headOnly) throws IOException {
        String status = line();
        Map<String, String> headers = headers();
        byte[] body = new byte[0];
        if (!headOnly) {
            if ("chunked".equals(headers.get("transfer-encoding"))) {
                body = chunked();
            } else if (headers.containsKey("content-length")) {
                int length = Integer.parseInt(headers.get("content-length"));
                body = in.readNBytes(length);
                if (body.length < length) {
                    throw new EOFException("body of " + length + " cut at " + body.length);
                }
            } else {
                body = in.readAllBytes();
            }
        }
        return new Answer(Integer.parseInt(status.substring(9, 12)), headers, body);
    }

    Map<String, String> headers() throws IOException {
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return headers;
    }

    private byte[] chunked() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            byte[] chunk = chunk();
            if (chunk.length == 0) {
                return body.toByteArray();
            }
            body.writeBytes(chunk);
        }
    }

    /** The next chunk of a chunked body, empty for the last. */
    byte[] chunk() throws IOException {
        int length = Integer.parseInt(line(), 16);
        byte[] chunk = in.readNBytes(length);
        if (chunk.length < length) {
            throw new EOFException("chunk cut");
        }
        line();
        return chunk;
    }

    String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("connection ended after '" + line + "'");
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
