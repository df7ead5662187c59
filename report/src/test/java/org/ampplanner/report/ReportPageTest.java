package org.ampplanner.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReportPageTest {
  private static final Pattern REFERENCE = Pattern.compile("(?:src|href|action)=\"([^\"]*)\"");
  private static final Pattern DATA =
      Pattern.compile("(?s)<script type=\"application/json\" id=\"data\">(.*?)</script>");

  private static JsonNode data(String page) {
    Matcher m = DATA.matcher(page);
    assertThat(m.find()).isTrue();
    return JsonMapper.shared().readTree(m.group(1));
  }

  @Test
  void refersToNothingOutside() {
    String page = ReportPage.html(Pages.mixed());
    Matcher m = REFERENCE.matcher(page);
    while (m.find()) {
      assertThat(m.group(1)).matches("#.*|data:,");
    }
    assertThat(page).contains("default-src 'none'").doesNotContain("@import", "url(");
  }

  @Test
  void whatUsersNameIsEscapedWhereverItStands() {
    String page = ReportPage.html(Pages.evil());
    assertThat(page).doesNotContain("<img").contains("&lt;img src=x");
    assertThat(page.split("<script", -1)).hasSize(3);
    assertThat(data(page).path("plans").size()).isEqualTo(1);
  }

  @Test
  void theTimelineHoldsEveryPassOfASmallPlan() {
    ReportInput input = Pages.mixed();
    JsonNode plans = data(ReportPage.html(input)).path("plans");
    int[] passesPerStage = {16, 2 * 16, 3 * 16};
    for (int p = 0; p < plans.size(); p++) {
      for (JsonNode stage : plans.path(p).path("replicas").path(0).path("stages")) {
        int passes = 0;
        JsonNode spans = stage.path("spans");
        for (int i = 0; i < spans.size(); i += 4) {
          passes += spans.path(i).asInt() <= 2 ? 1 : 0;
        }
        assertThat(passes).isEqualTo(passesPerStage[p]);
      }
      double length = 1e7 * plans.path(p).path("unit_s").asDouble();
      assertThat(length).isEqualTo(plans.path(p).path("step_s").asDouble());
    }
  }

  @Test
  void sixteenThousandDevicesStayBelowThreeMegabytes() {
    String page = ReportPage.html(Pages.large());
    assertThat(page.getBytes(StandardCharsets.UTF_8).length).isLessThan(3_000_000);
    JsonNode plan = data(page).path("plans").path(0);
    int devices = 0;
    for (int i = 1; i < plan.path("stage_of").size(); i += 2) {
      devices += plan.path("stage_of").path(i).asInt();
    }
    assertThat(devices).isEqualTo(16_384);
    assertThat(plan.path("nic_load").size()).isEqualTo(2048);
    assertThat(plan.path("nic_load").path(0).asDouble()).isBetween(1e-6, 1.0);
  }

  @Test
  void equalInputsGiveEqualPages() {
    assertThat(ReportPage.html(Pages.mixed())).isEqualTo(ReportPage.html(Pages.mixed()));
  }
}
