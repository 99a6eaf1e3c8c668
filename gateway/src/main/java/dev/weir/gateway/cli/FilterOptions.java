package dev.weir.gateway.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which exchanges. The read API understands and checks the values; only times are made here. */
final class FilterOptions {

    private static final Pattern AGO = Pattern.compile("(\\d{1,6})([smhd])");

    @Option(names = "--provider", paramLabel = "NAME", description = "Only those of this provider.")
    private @Nullable String provider;

    @Option(
            names = "--status",
            paramLabel = "STATUS",
            description = "Only those with this status: 404, 4xx or '>=400'.")
    private @Nullable String status;

    @Option(
            names = "--tag",
            paramLabel = "KEY[=VALUE]",
            description = "Only those with this tag; repeatable.")
    private @Nullable List<String> tags;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Only those from this time on: RFC 3339, or like 30m, 2h, 7d ago.")
    private @Nullable String since;

    @Option(names = "--until", paramLabel = "TIME", description = "Only those before this time.")
    private @Nullable String until;

    /** True where there are none. */
    boolean isEmpty() {
        return provider == null && status == null && tags == null && since == null && until == null;
    }

    /** Appends the filters to a query string that has begun. */
    void appendTo(StringBuilder query, Instant now) {
        append(query, "provider", provider);
        append(query, "status", status);
        for (String tag : tags == null ? List.<String>of() : tags) {
            append(query, "tag", tag);
        }
        append(query, "since", since == null ? null : time(since, now));
        append(query, "until", until == null ? null : time(until, now));
    }

    static void append(StringBuilder query, String name, @Nullable String value) {
        if (value != null) {
            char last = query.charAt(query.length() - 1);
            query.append(last == '?' ? "" : "&").append(name).append('=');
            query.append(URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20"));
        }
    }

    /** A time for the API: as it is, or so long ago. */
    static String time(String text, Instant now) {
        Matcher ago = AGO.matcher(text);
        if (!ago.matches()) {
            return text;
        }
        long count = Long.parseLong(ago.group(1));
        Duration back =
                switch (ago.group(2)) {
                    case "s" -> Duration.ofSeconds(count);
                    case "m" -> Duration.ofMinutes(count);
                    case "h" -> Duration.ofHours(count);
                    default -> Duration.ofDays(count);
                };
        return now.minus(back).toString();
    }
}
