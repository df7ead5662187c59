package org.ampplanner.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * Reports in a real browser, without a network. {@code -Damp.screenshots=DIR} keeps pictures to
 * look at.
 */
@Tag("browser")
class ReportBrowserTest {
  private static @Nullable ChromeDriver browser;

  @TempDir static Path folder;

  @BeforeAll
  static void open() {
    Optional<File> chromedriver = onPath("chromedriver");
    Optional<File> chromium = onPath("chromium").or(() -> onPath("google-chrome"));
    assumeTrue(
        chromedriver.isPresent() && chromium.isPresent(),
        "no chromium and chromedriver: ./check --install brings them");
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(chromium.orElseThrow());
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-dev-shm-usage",
        "--disable-gpu",
        "--disable-background-networking",
        "--force-prefers-reduced-motion",
        "--window-size=1200,1000");
    options.setCapability("goog:loggingPrefs", logs);
    ChromeDriverService service =
        new ChromeDriverService.Builder().usingDriverExecutable(chromedriver.orElseThrow()).build();
    browser = new ChromeDriver(service, options);
    browser.manage().timeouts().implicitlyWait(Duration.ofSeconds(10));
  }

  @AfterAll
  static void close() {
    if (browser != null) {
      browser.quit();
    }
  }

  private static Optional<File> onPath(String program) {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .map(folder -> new File(folder, program))
        .filter(File::canExecute)
        .findFirst();
  }

  private static ChromeDriver browser() {
    return java.util.Objects.requireNonNull(browser);
  }

  private static void open(String name, ReportInput input) throws IOException {
    Path page = folder.resolve(name + ".html");
    Files.writeString(page, ReportPage.html(input));
    width(1200);
    browser().get(page.toUri().toString());
    browser().findElement(By.cssSelector("html[data-ready=yes]"));
    picture(name);
  }

  private static void width(int pixels) {
    browser()
        .executeCdpCommand(
            "Emulation.setDeviceMetricsOverride",
            Map.of("width", pixels, "height", 900, "deviceScaleFactor", 1, "mobile", pixels < 600));
  }

  private static void picture(String name) throws IOException {
    String kept = System.getProperty("amp.screenshots", "");
    if (!kept.isEmpty()) {
      Map<String, Object> shot =
          browser()
              .executeCdpCommand(
                  "Page.captureScreenshot", Map.of("captureBeyondViewport", true, "format", "png"));
      Files.write(
          Path.of(kept).resolve(name + ".png"),
          java.util.Base64.getDecoder().decode(String.valueOf(shot.get("data"))));
    }
  }

  private static Object script(String code) {
    return java.util.Objects.requireNonNullElse(browser().executeScript(code), "null");
  }

  private static void assertQuietConsole() {
    List<LogEntry> said = browser().manage().logs().get(LogType.BROWSER).getAll();
    assertThat(said).as("what the console said").isEmpty();
  }

  private static long spans() {
    return (Long) script("return document.querySelectorAll('#timeline .span').length");
  }

  private static WebElement find(String selector) {
    return browser().findElement(By.cssSelector(selector));
  }

  @Test
  void everyChartHasItsMarksAndTheConsoleIsQuiet() throws IOException {
    ReportInput input = Pages.mixed();
    open("mixed", input);
    Replayed first =
        Replayed.of(
            input.costModel(),
            1,
            input.file().outcome().plans().get(0),
            org.ampplanner.simulate.LinkUse.SHARED_FREELY);
    long expected = first.step().replicas().get(0).trace().passes().size();
    assertThat(
            (Long)
                script(
                    "return document.querySelectorAll('#timeline .k0.span, #timeline .k1.span').length"))
        .isEqualTo(expected);
    assertThat(script("return document.querySelectorAll('#time .bar').length")).isEqualTo(3L);
    assertThat(script("return document.querySelectorAll('#map path.devices').length"))
        .isEqualTo(4L);
    assertThat(script("return document.querySelectorAll('#paretogpus .pt').length")).isEqualTo(3L);
    assertThat(script("return document.querySelectorAll('#measured .pt').length")).isEqualTo(2L);
    assertThat(script("return document.querySelectorAll('#race .pt').length")).isEqualTo(2L);
    assertThat(script("return document.querySelectorAll('#memory [data-plan=\"0\"] .bar').length"))
        .isEqualTo(4L);
    assertQuietConsole();
  }

  @Test
  void hoverTellsZoomNarrowsAndKeysMove() throws IOException {
    open("hover", Pages.mixed());
    WebElement span = find("#timeline .span.k0");
    new Actions(browser()).moveToElement(span).perform();
    assertThat(find("#tip").getText()).contains("forward of micro-batch 0", "stage 0");
    WebElement part = find("#time .bar span");
    new Actions(browser()).moveToElement(part).perform();
    assertThat(find("#tip").getText()).contains("compute", "%");
    long whole = spans();
    for (int i = 0; i < 4; i++) {
      find("#in").click();
    }
    assertThat(spans()).isBetween(1L, whole - 1);
    find("#all").click();
    assertThat(spans()).isEqualTo(whole);
    find("#timeline").sendKeys("++++");
    long near = spans();
    assertThat(near).isLessThan(whole);
    find("#timeline").sendKeys(Keys.ARROW_RIGHT);
    find("#timeline").sendKeys("0");
    assertThat(spans()).isEqualTo(whole);
    find("#map").sendKeys(Keys.ARROW_RIGHT, Keys.ARROW_RIGHT);
    assertThat(find("#tip").getText()).contains("p3-0:1", "stage 0, replica 1");
    assertQuietConsole();
  }

  @Test
  void anotherPlanIsShownInAllChartsAtOnce() throws IOException {
    open("choose", Pages.mixed());
    long before = spans();
    find("#plan option:nth-child(3)").click();
    assertThat(spans()).isGreaterThan(before);
    assertThat(script("return document.querySelectorAll('#timeline .span.k2').length"))
        .isNotEqualTo(0L);
    assertThat(find("#memory [data-plan=\"2\"]").isDisplayed()).isTrue();
    assertThat(find("#memory [data-plan=\"0\"]").isDisplayed()).isFalse();
    find("[data-colour=replica]").click();
    assertThat(script("return document.querySelectorAll('#map path.devices').length"))
        .isEqualTo(2L);
    assertQuietConsole();
  }

  @Test
  void lightAndDarkFollowTheSystemUntilAsked() throws IOException {
    open("light", Pages.mixed());
    assertThat(script("return document.documentElement.dataset.theme")).isEqualTo("light");
    String light = find("body").getCssValue("background-color");
    browser()
        .executeCdpCommand(
            "Emulation.setEmulatedMedia",
            Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", "dark"))));
    open("dark", Pages.mixed());
    assertThat(script("return document.documentElement.dataset.theme")).isEqualTo("dark");
    assertThat(find("body").getCssValue("background-color")).isNotEqualTo(light);
    find("#theme").click();
    assertThat(find("body").getCssValue("background-color")).isEqualTo(light);
    browser().executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", List.of()));
    assertQuietConsole();
  }

  @Test
  void aPhoneScrollsDownOnly() throws IOException {
    open("phone", Pages.mixed());
    width(360);
    assertThat((Long) script("return document.documentElement.scrollWidth"))
        .as(
            "wide: %s",
            script(
                "return [...document.querySelectorAll('main *')].filter(e =>"
                    + " e.getBoundingClientRect().right > 361 && !e.closest('.scroll'))"
                    + ".map(e => e.tagName + '.' + e.className + '#' + e.id).slice(0, 5).join(' ')"))
        .isLessThanOrEqualTo(360L);
    picture("phone");
    browser().executeCdpCommand("Emulation.setEmulatedMedia", Map.of("media", "print"));
    assertThat(find(".controls").isDisplayed()).isFalse();
    browser().executeCdpCommand("Emulation.setEmulatedMedia", Map.of("media", ""));
    assertQuietConsole();
  }

  @Test
  void namesThatWouldBreakThePageAreShownAsTheyAre() throws IOException {
    open("evil", Pages.evil());
    assertThat(script("return window.evil")).isEqualTo("null");
    assertThat(find("h1").getText()).contains("<img src=x onerror=");
    assertQuietConsole();
  }

  @Test
  void sixteenThousandDevicesAreDrawn() throws IOException {
    open("large", Pages.large());
    assertThat(script("return document.querySelectorAll('#map path.devices').length"))
        .isEqualTo(16L);
    find("#map").sendKeys(Keys.ARROW_RIGHT);
    assertThat(find("#tip").getText()).contains("H100");
    Object load =
        script("return Math.round(performance.getEntriesByType('navigation')[0].loadEventEnd)");
    Object draw =
        script(
            "const t = performance.now(); document.getElementById('theme').click();"
                + "document.body.getBoundingClientRect(); return Math.round(performance.now() - t)");
    System.getLogger("org.ampplanner.report")
        .log(
            System.Logger.Level.INFO,
            "16,384 devices: loaded in " + load + " ms, all charts drawn in " + draw + " ms");
    assertQuietConsole();
  }
}
