package dev.weir.gateway.main;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.util.logging.Level;
import java.util.logging.LogRecord;

class LoggingTest {

    @Test
    void aLineIsOneJsonObjectWhateverIsInTheMessage() {
        LogRecord event = new LogRecord(Level.WARNING, "unused");
        event.setLoggerName("weir.relay");
        event.setThrown(new IllegalStateException("bad \u001b[31m\n{\"level\":\"error\"}"));
        String message = "a \"quote\"\r\nforged\u001b]0;title\u0007 \u202e é";
        String line = Logging.line(event, message);
        assertThat(line).doesNotContain("\n").matches("[\\x20-\\x7e]+");
        JsonNode read = new JsonMapper().readTree(line);
        assertThat(read.path("message").asString("")).isEqualTo(message);
        assertThat(read.path("level").asString("")).isEqualTo("warn");
        assertThat(read.path("logger").asString("")).isEqualTo("weir.relay");
        assertThat(read.path("stack").size()).isBetween(1, 24);
    }
}
