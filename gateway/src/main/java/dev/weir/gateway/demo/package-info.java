/**
 * A coding session without a key: a scripted provider, and a client that plays the tool's part,
 * with the real proxy between them. Everything is on loopback; nothing leaves the machine.
 *
 * <p>{@link dev.weir.gateway.demo.Demo} puts it together, {@link
 * dev.weir.gateway.demo.ScriptedModel} answers like the Messages API, {@link
 * dev.weir.gateway.demo.ScriptedTool} asks like a coding tool, and {@code session.json} beside them
 * is the story.
 *
 * <p>May touch: the JDK, Jackson and {@code main}.
 */
@NullMarked
package dev.weir.gateway.demo;

import org.jspecify.annotations.NullMarked;
