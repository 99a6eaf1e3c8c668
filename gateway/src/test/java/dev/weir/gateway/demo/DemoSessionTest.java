package dev.weir.gateway.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The story plays from beginning to end; here without the proxy between. */
class DemoSessionTest {

    @Test
    void theToolAndTheModelPlayTheWholeStory() throws Exception {
        Story story = Story.load();
        List<String> told = new ArrayList<>();
        try (ScriptedModel model = ScriptedModel.start(story, Duration.ZERO);
                ScriptedTool tool = new ScriptedTool(model.url(), story, "session-1", told::add)) {
            tool.play();
        }
        assertThat(told).anyMatch(line -> line.contains("input_tokens"));
        assertThat(told).anyMatch(line -> line.startsWith("error    529"));
        assertThat(told.stream().filter(line -> line.startsWith("calls "))).hasSize(5);
        assertThat(told.getLast()).startsWith("says     Mended.");
    }
}
