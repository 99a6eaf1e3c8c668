package dev.weir.bench.mock;

/**
 * What a request asks the mock provider for.
 *
 * @param bytes size of the whole answer; used where {@code events} is 0
 * @param delay milliseconds between the request's last byte and the answer's first
 * @param events number of events to stream, or 0 for a whole answer
 * @param microsPerEvent time from one event to the next; the first is sent at once
 */
record Order(int bytes, int delay, int events, long microsPerEvent) {
    private static final int MAX_BYTES = 16 * 1024 * 1024;

    Order {
        if (bytes < 0 || bytes > MAX_BYTES || delay < 0 || events < 0 || microsPerEvent < 0) {
            throw new IllegalArgumentException(
                    "not an order: bytes=%d delay=%d events=%d us=%d"
                            .formatted(bytes, delay, events, microsPerEvent));
        }
    }

    /**
     * Reads {@code …?bytes=2048&delay=10} or {@code …?events=100&us=20000}; what is absent is 2,048
     * bytes, no delay, no events.
     *
     * @throws IllegalArgumentException if a value is no number or out of bounds
     */
    static Order parse(String target) {
        int bytes = 2048;
        int delay = 0;
        int events = 0;
        long micros = 0;
        int query = target.indexOf('?');
        if (query >= 0) {
            for (String pair : target.substring(query + 1).split("&")) {
                int equals = pair.indexOf('=');
                if (equals < 0) {
                    continue;
                }
                long value = Long.parseLong(pair, equals + 1, pair.length(), 10);
                switch (pair.substring(0, equals)) {
                    case "bytes" -> bytes = Math.toIntExact(value);
                    case "delay" -> delay = Math.toIntExact(value);
                    case "events" -> events = Math.toIntExact(value);
                    case "us" -> micros = value;
                    default -> {}
                }
            }
        }
        return new Order(bytes, delay, events, micros);
    }
}
