package dev.weir.gateway.telemetry;

import dev.weir.core.otel.names.Semconv;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where telemetry goes, and in which words.
 *
 * @param semconv the names to write, also of the metrics for Prometheus
 * @param export where to send to; {@link Export#NOWHERE} for metrics on the console port only
 */
public record TelemetryOptions(Semconv semconv, Export export) {

    /** Nothing is sent. */
    public static final TelemetryOptions STANDARD =
            new TelemetryOptions(Semconv.NEW, Export.NOWHERE);

    /** How OTLP is spoken: a closed list. */
    public enum Protocol {
        HTTP("http/protobuf"),
        GRPC("grpc");

        private final String word;

        Protocol(String word) {
            this.word = word;
        }

        /** The word in configuration, which is OpenTelemetry's. */
        public String word() {
            return word;
        }
    }

    /**
     * What is sent where. Headers are secrets and are in no text of this value.
     *
     * @param endpoint the receiver's address; for HTTP without the ending {@code /v1/traces}; empty
     *     for no export
     * @param headers fields of each request, e.g. {@code authorization}
     * @param compress whether it is compressed with gzip
     * @param content whether what was said goes along
     * @param metrics whether metrics are sent too
     * @param serviceName the resource's name
     * @param every how often metrics are sent
     */
    public record Export(
            String endpoint,
            Protocol protocol,
            Map<String, String> headers,
            boolean compress,
            boolean content,
            boolean metrics,
            String serviceName,
            Duration every) {

        public static final Export NOWHERE =
                new Export(
                        "",
                        Protocol.HTTP,
                        Map.of(),
                        true,
                        false,
                        true,
                        "weir",
                        Duration.ofSeconds(60));

        public Export {
            headers = Map.copyOf(headers);
        }

        public boolean on() {
            return !endpoint.isEmpty();
        }

        /** The address without a user's name and password. */
        String place() {
            URI uri = URI.create(endpoint);
            return uri.getScheme()
                    + "://"
                    + uri.getHost()
                    + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
        }

        @Override
        public String toString() {
            return "Export["
                    + (on() ? place() : "nowhere")
                    + ", "
                    + protocol.word()
                    + ", headers "
                    + new TreeMap<>(headers).keySet()
                    + "]";
        }
    }
}
