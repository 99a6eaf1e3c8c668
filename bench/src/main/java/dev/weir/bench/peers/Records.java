package dev.weir.bench.peers;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Asks Weir's read API how many exchanges are on record, by turning every page of the list. */
public final class Records {
    private static final int PAGE = 200;

    private final URI console;
    private final HttpClient client = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();

    public Records(URI console) {
        this.console = console;
    }

    /**
     * What the list holds.
     *
     * @param all exchanges
     * @param complete those of them that came out complete, with status 200
     */
    public record Listed(long all, long complete) {}

    /**
     * Counts the exchanges on record, each once.
     *
     * @param limit at which counting stops, so that a list without end is noticed
     * @throws IOException if the API does not answer 200 with a page
     */
    public Listed count(long limit) throws IOException {
        Set<String> seen = new HashSet<>();
        long complete = 0;
        String cursor = "";
        do {
            String query =
                    cursor.isEmpty()
                            ? ""
                            : "&cursor=" + URLEncoder.encode(cursor, StandardCharsets.UTF_8);
            JsonNode page = json.readTree(get("/api/v1/exchanges?limit=" + PAGE + query));
            for (JsonNode item : page.path("items")) {
                boolean whole =
                        item.path("outcome").asString("").equals("complete")
                                && item.path("status").asInt() == 200;
                if (seen.add(item.path("id").asString("")) && whole) {
                    complete++;
                }
            }
            JsonNode next = page.path("next");
            cursor = next.isNull() || next.isMissingNode() ? "" : next.asString();
        } while (!cursor.isEmpty() && seen.size() <= limit);
        return new Listed(seen.size(), complete);
    }

    /**
     * The counters of {@code /metrics} whose name tells of something lost, with their sums over 0.
     */
    public Map<String, Double> losses() throws IOException {
        Map<String, Double> found = new TreeMap<>();
        get("/metrics")
                .lines()
                .filter(
                        line ->
                                line.startsWith("weir_")
                                        && line.matches("weir_\\w*(loss|lost|drop)\\w*.*"))
                .forEach(
                        line -> {
                            int space = line.lastIndexOf(' ');
                            double value = Double.parseDouble(line.substring(space + 1));
                            if (value > 0) {
                                found.merge(line.substring(0, space), value, Double::sum);
                            }
                        });
        return found;
    }

    /** Exchanges that are closed and not yet in the archive. */
    public double lag() throws IOException {
        return get("/metrics")
                .lines()
                .filter(line -> line.startsWith("weir_spool_lag"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private String get(String path) throws IOException {
        HttpRequest request =
                HttpRequest.newBuilder(console.resolve(path))
                        .timeout(Duration.ofSeconds(30))
                        .build();
        try {
            HttpResponse<String> answer =
                    client.send(
                            request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            if (answer.statusCode() != 200) {
                throw new IOException(
                        path + " answered " + answer.statusCode() + ": " + answer.body());
            }
            return answer.body();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while reading " + path, stop);
        }
    }
}
