package dev.weir.gateway.console;

import dev.weir.core.exchange.Headers;
import dev.weir.gateway.console.Route.Weight;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The web console for a browser: one shell for all pages, and the files it consists of. Neither has
 * anything in it that is a secret or that was recorded; the pages ask the API, which decides who
 * sees what.
 */
final class WebPages {

    /**
     * The first segments of the console's addresses. The shell answers them and everything below;
     * {@code pages/index.js} says what is shown.
     */
    static final List<String> NAMES =
            List.of(
                    "exchanges",
                    "sessions",
                    "cost",
                    "errors",
                    "health",
                    "diff",
                    "replay",
                    "cache",
                    "tools",
                    "admin",
                    "welcome",
                    "sign-in",
                    "invitation",
                    "setup",
                    "account");

    private static final List<String> READ = List.of("GET", "HEAD");
    private static final String FOREVER = "public, max-age=31536000, immutable";

    private final WebFiles files;

    WebPages(WebFiles files) {
        this.files = files;
    }

    /** True for an address that the shell answers. */
    static boolean isPage(String path) {
        int end = path.indexOf('/', 1);
        return path.startsWith("/")
                && NAMES.contains(path.substring(1, end < 0 ? path.length() : end));
    }

    List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        routes.add(light("/" + WebFiles.PREFIX + Route.BELOW, this::file));
        for (String name : NAMES) {
            routes.add(light("/" + name, this::shell));
            routes.add(light("/" + name + Route.BELOW, this::shell));
        }
        return routes;
    }

    private static Route light(String template, Route.Handler handler) {
        return new Route(READ, template, List.of(Parameters.ANY), Weight.LIGHT, handler);
    }

    void shell(Call call, Route.Asked asked) throws IOException {
        WebFiles.Shell shell = files.shell();
        Headers fields =
                Headers.builder()
                        .add("vary", "accept")
                        .add("content-security-policy", shell.policy())
                        .add("cross-origin-opener-policy", "same-origin")
                        .add(
                                "permissions-policy",
                                "camera=(), microphone=(), geolocation=(), payment=(), usb=()")
                        .build();
        call.answer(
                200,
                "text/html; charset=utf-8",
                fields,
                shell.html().getBytes(StandardCharsets.UTF_8));
    }

    private void file(Call call, Route.Asked asked) throws IOException {
        WebFiles.WebFile file =
                files.find(asked.idText())
                        .orElseThrow(
                                () ->
                                        new Refused(
                                                ConsoleError.NOT_FOUND,
                                                "there is no such file of the console; load the"
                                                        + " page again, Weir may be a newer one"));
        Headers.Builder fields =
                Headers.builder()
                        .add("cache-control", files.fixed() ? FOREVER : "no-store")
                        .add("vary", "accept-encoding");
        String accepted = call.headers().first("accept-encoding");
        boolean packed =
                file.gzip().length > 0
                        && accepted != null
                        && accepted.toLowerCase(Locale.ROOT).contains("gzip");
        if (packed) {
            fields.add("content-encoding", "gzip");
        }
        call.answer(200, file.type(), fields.build(), packed ? file.gzip() : file.bytes());
    }
}
