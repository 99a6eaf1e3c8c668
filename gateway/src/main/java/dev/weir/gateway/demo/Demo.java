package dev.weir.gateway.demo;

import dev.weir.gateway.main.Configuration;
import dev.weir.gateway.main.ConfigurationException;
import dev.weir.gateway.main.ConfigurationReader;
import dev.weir.gateway.main.Weir;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/** The scripted provider, a real Weir on free ports in front of it, and the tool's part. */
public final class Demo implements AutoCloseable {

    private static final Duration PACE = Duration.ofMillis(6);

    private final ScriptedModel model;
    private final Weir weir;
    private final Story story;
    private final Consumer<String> telling;

    private Demo(ScriptedModel model, Weir weir, Story story, Consumer<String> telling) {
        this.model = model;
        this.weir = weir;
        this.story = story;
        this.telling = telling;
    }

    /**
     * Starts provider and proxy.
     *
     * @param data where to record
     * @param telling told what happens, line by line
     */
    public static Demo start(Path data, Consumer<String> telling) throws IOException {
        Story story = Story.load();
        ScriptedModel model = ScriptedModel.start(story, PACE);
        try {
            Configuration configuration =
                    new ConfigurationReader(Map.of())
                            .override("listen", "127.0.0.1:0", "demo")
                            .override("console", "127.0.0.1:0", "demo")
                            .override("data", data.toString(), "demo")
                            .override("log.level", "warn", "demo")
                            .provider("anthropic=" + model.url(), "demo")
                            .read();
            Weir weir = Weir.start(configuration);
            telling.accept("A scripted provider plays the Messages API at " + model.url() + ".");
            telling.accept("Weir is between: the tool asks " + url(weir.proxy()) + "/anthropic.");
            return new Demo(model, weir, story, telling);
        } catch (ConfigurationException e) {
            model.close();
            throw new IllegalStateException("the demo's own configuration is wrong", e);
        } catch (IOException | RuntimeException e) {
            model.close();
            throw e;
        }
    }

    /** Plays the session; returns when the last answer has been read. */
    public void play() throws IOException, InterruptedException {
        String session = UUID.randomUUID().toString();
        try (ScriptedTool tool =
                new ScriptedTool(url(weir.proxy()) + "/anthropic", story, session, telling)) {
            tool.play();
        }
    }

    /** The console's URL. */
    public String console() {
        return url(weir.console());
    }

    private static String url(InetSocketAddress address) {
        return "http://" + address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    @Override
    public void close() {
        weir.close();
        model.close();
    }
}
