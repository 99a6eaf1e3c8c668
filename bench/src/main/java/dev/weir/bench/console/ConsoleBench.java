package dev.weir.bench.console;

import dev.weir.bench.files.WorkDirectory;
import dev.weir.bench.peers.Weir;
import dev.weir.bench.report.Machine;
import dev.weir.testkit.BrowserProgram;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Opens the pages of the console over a large archive, often, and takes the time. */
public final class ConsoleBench {

    private static final int TIMES = 15;
    private static final int TIMES_OF_LARGE = 5;
    private static final int ENDS = 20;
    private static final String COST = "table.grid td.figure";
    private static final String ROW = ".table-row:not(.table-wait)";

    /**
     * How soon a page is drawn, in milliseconds since the browser was told its address.
     *
     * @param page what was opened
     * @param paintP50 the first paint of anything
     * @param drawnP50 what the page is for, on the screen
     * @param drawnMost the slowest of all times
     * @param times how often it was opened
     */
    record Opening(String page, double paintP50, double drawnP50, double drawnMost, int times) {}

    /**
     * What a browser that was never here fetches for the list.
     *
     * @param requests how many
     * @param wireBytes of them, packed, with heads
     * @param bytes the same unpacked
     * @param scriptBytes of those our own scripts and the libraries, packed
     */
    record Fetched(int requests, long wireBytes, long bytes, long scriptBytes) {}

    /**
     * What happens in a page that is open.
     *
     * @param nextP50 from the key End to the next 100 rows of the list, in milliseconds
     * @param nextMost the slowest of these
     * @param rows how many the list has in the end
     * @param elements of the document then
     * @param longestTask while scrolling through them, in milliseconds
     * @param stepMost from a key to the next row being chosen, the slowest, in milliseconds
     */
    record Moving(
            double nextP50,
            double nextMost,
            int rows,
            int elements,
            double longestTask,
            double stepMost) {}

    /**
     * Every figure.
     *
     * @param machine what it was measured on
     * @param load the load average when it began
     * @param archived over what
     * @param fetched by a new browser, for the list
     * @param fetchedWithCharts by a new browser, for the page of cost, which draws charts
     * @param openings page by page
     * @param moving in the list
     */
    record Results(
            String machine,
            double load,
            Archived archived,
            Fetched fetched,
            Fetched fetchedWithCharts,
            List<Opening> openings,
            Moving moving) {}

    private final Path directory;
    private final int exchanges;

    /**
     * @param directory where the archive is, or will be made
     * @param exchanges how many it shall have, where it is made
     */
    public ConsoleBench(Path directory, int exchanges) {
        this.directory = directory;
        this.exchanges = exchanges;
    }

    Results measure() throws Exception {
        Path program =
                BrowserProgram.find()
                        .orElseThrow(
                                () ->
                                        new IOException(
                                                "there is no Chromium or Chrome on this machine; apt-get install chromium"));
        Path script =
                Weir.find(Path.of(System.getProperty("weir.root", ".")))
                        .orElseThrow(() -> new IOException("./weir is not here"));
        Archived archived = Archived.in(directory, Weir.data(directory), exchanges);
        double load = Machine.load();
        try (WorkDirectory work = WorkDirectory.make();
                Weir weir = Weir.reading(script, directory);
                Chromium chromium = Chromium.start(program, work.path())) {
            URI console = weir.console();
            List<Opening> openings = new ArrayList<>();
            Fetched fetched = fetched(chromium, console.resolve("/exchanges"), ROW);
            Fetched withCharts = fetched(chromium, console.resolve("/cost"), COST);
            openings.add(cold(chromium, console));
            Moving moving;
            try (Chromium.Tab tab = chromium.new Tab()) {
                for (Spot spot : spots(archived)) {
                    openings.add(opening(tab, console, spot));
                }
                Stopwatch.open(tab, console.resolve("/exchanges"), ROW);
                moving = moving(tab);
            }
            return new Results(
                    Machine.here(), load, archived, fetched, withCharts, openings, moving);
        }
    }

    /**
     * A page to open.
     *
     * @param name in the table
     * @param address path and query
     * @param shows what it is for: a selector of an element that is there when it is drawn
     * @param times how often
     */
    private record Spot(String name, String address, String shows, int times) {}

    private static List<Spot> spots(Archived archived) {
        String session = "/sessions/" + archived.session();
        String longSession = "/sessions/" + archived.longSession();
        String large = "/exchanges/" + archived.large();
        return List.of(
                spot("the list", "/exchanges", ROW),
                spot("the list, `status:>=400`", "/exchanges?q=" + encoded("status:>=400"), ROW),
                spot(
                        "the list, one model and one tool",
                        "/exchanges?q=" + encoded("model:claude-opus-4-5 tool:Grep"),
                        ROW),
                spot(
                        "the list, two words of the text",
                        "/exchanges?q=" + encoded("inkaton tonre"),
                        ROW),
                spot("an exchange", "/exchanges/" + archived.exchange(), ".message-answer"),
                spot("the sessions", "/sessions", ROW),
                spot("a session of some 50 calls", session, ".session-read .message"),
                spot("its time line", session + "/timeline", ".fall-row[aria-selected]"),
                spot("its context", session + "/context", ".parts-groups, .sums"),
                spot("its replay", session + "/replay", ".now"),
                spot("cost and usage, 30 days", "/cost", COST),
                spot("errors, 7 days", "/errors", ROW),
                spot("health", "/health", "dl dd"),
                large("a session of 10,000 calls", longSession, ".session-read .message"),
                large(
                        "the same, all of its outline",
                        longSession,
                        ".session-body:not(:has(.table-foot))"),
                large("its time line", longSession + "/timeline", ".fall-row[aria-selected]"),
                large(
                        "the same, all of it",
                        longSession + "/timeline",
                        ".fall-totals:not(:has([role=status]))"),
                large("a request of 20 MB, read", large, ".message"),
                large("the same, as JSON", large + "?tab=request", ".tree-row:nth-child(3)"),
                large("the same, as bytes", large + "?tab=raw", ".lines-row:nth-child(9)"));
    }

    private static Spot spot(String name, String address, String shows) {
        return new Spot(name, address, shows, TIMES);
    }

    private static Spot large(String name, String address, String shows) {
        return new Spot(name, address, shows, TIMES_OF_LARGE);
    }

    private static String encoded(String query) {
        return URLEncoder.encode(query, StandardCharsets.UTF_8);
    }

    /** Each time by a browser that has nothing in its cache. */
    private static Opening cold(Chromium chromium, URI console) throws IOException {
        double[][] times = new double[TIMES][];
        for (int i = 0; i < TIMES; i++) {
            try (Chromium.Tab tab = chromium.new Tab()) {
                times[i] = Stopwatch.open(tab, console.resolve("/exchanges"), ROW);
            }
        }
        return opening("the list, in a new browser", times);
    }

    private static Opening opening(Chromium.Tab tab, URI console, Spot spot) throws IOException {
        // Once before: what is measured is a page in a browser that has the program already.
        Stopwatch.open(tab, console.resolve(spot.address), spot.shows);
        double[][] times = new double[spot.times][];
        for (int i = 0; i < spot.times; i++) {
            times[i] = Stopwatch.open(tab, console.resolve(spot.address), spot.shows);
        }
        return opening(spot.name, times);
    }

    private static Opening opening(String page, double[][] times) {
        double[] paint = sorted(times, 0);
        double[] drawn = sorted(times, 1);
        Opening opening =
                new Opening(
                        page,
                        paint[paint.length / 2],
                        drawn[drawn.length / 2],
                        drawn[drawn.length - 1],
                        times.length);
        System.err.println(opening);
        return opening;
    }

    private static double[] sorted(double[][] times, int column) {
        double[] one = Arrays.stream(times).mapToDouble(time -> time[column]).toArray();
        Arrays.sort(one);
        return one;
    }

    private static Fetched fetched(Chromium chromium, URI address, String shows)
            throws IOException {
        try (Chromium.Tab tab = chromium.new Tab()) {
            Stopwatch.open(tab, address, shows);
            return fetched(tab);
        }
    }

    private static Fetched fetched(Chromium.Tab tab) throws IOException {
        JsonNode all =
                tab.evaluate(
                        """
                        (() => {
                          const files = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
                            .filter((file) => !file.name.includes('/api/'));
                          const sum = (some, field) => some.reduce((all, file) => all + file[field], 0);
                          const scripts = files.filter((file) => file.name.endsWith('.js'));
                          return [files.length, sum(files, 'transferSize'), sum(files, 'decodedBodySize'), sum(scripts, 'encodedBodySize')];
                        })()
                        """);
        return new Fetched(
                all.at("/0").asInt(),
                all.at("/1").asLong(),
                all.at("/2").asLong(),
                all.at("/3").asLong());
    }

    /** Goes down the list by its keys, page after page. */
    private static Moving moving(Chromium.Tab tab) throws IOException {
        double[] next = new double[ENDS];
        // Its height says how many rows the list has; those in sight alone are elements.
        String height = "document.querySelector('.v-all').offsetHeight";
        for (int i = 0; i < ENDS; i++) {
            next[i] = Stopwatch.after(tab, "End", height);
        }
        Arrays.sort(next);
        int rows =
                (int)
                        (tab.evaluate(height).asLong()
                                / tab.evaluate("document.querySelector('.table-row').offsetHeight")
                                        .asLong());
        tab.evaluate("window.__longest = 0");
        tab.evaluate(
                """
                new Promise((done) => {
                  const box = document.querySelector('.table-box');
                  const step = () => {
                    box.scrollTop -= 900;
                    if (box.scrollTop > 0) {
                      requestAnimationFrame(step);
                    } else {
                      setTimeout(done, 200);
                    }
                  };
                  step();
                })
                """);
        double longest = tab.evaluate("window.__longest").asDouble();
        double most = 0;
        for (int i = 0; i < ENDS; i++) {
            most =
                    Math.max(
                            most,
                            Stopwatch.after(
                                    tab,
                                    "ArrowDown",
                                    "document.querySelector('.table-chosen')?.id"));
        }
        int elements = tab.evaluate("document.querySelectorAll('*').length").asInt();
        return new Moving(next[ENDS / 2], next[ENDS - 1], rows, elements, longest, most);
    }
}
