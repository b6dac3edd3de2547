using Microsoft.Extensions.Options;
using RetailKlip.Kiosk;

namespace RetailKlip.Tests.Kiosk;

public sealed class KioskOptionsTests
{
    [Fact]
    public void The_defaults_are_valid()
    {
        var result = new KioskOptionsValidator().Validate(null, new KioskOptions());

        Assert.True(result.Succeeded, result.FailureMessage);
    }

    [Fact]
    public async Task Wrong_points_of_sale_are_named_each_with_what_is_wrong()
    {
        using var data = new TemporaryFolder();

        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => RunningKiosk.StartAsync(
            data.Path, "PointOfSale:Webhooks:Till:Address=nowhere", "PointOfSale:Mqtt:store:Host=a", "PointOfSale:Mqtt:store:Port=70000",
            "PointOfSale:Mqtt:store:Topic=a/#", "PointOfSale:Folders:pos:Path=", "PointOfSale:Name=lane 3", "Receipts:Columns=8"));

        Assert.Equal(
            "Name: Name must have 1 to 64 letters, digits, points, hyphens or underscores.; "
            + "Webhooks: 'Till' is no name: 1 to 64 lower-case letters, digits and hyphens are expected.; "
            + "Webhooks: Till: 'nowhere' is no address such as https://till/events.; "
            + "Webhooks: Till: SecretFile or Secret is needed: requests are signed.; "
            + "Mqtt: store: The field Port must be between 0 and 65535.; "
            + "Mqtt: store: Topic must have 1 to 500 characters, and neither + nor #.; "
            + "Folders: pos: The Path field is required.; "
            + "Columns: The field KioskOptions.Receipts.Columns must be between 24 and 80.",
            refusal.Message);
    }

    [Fact]
    public async Task A_kiosk_with_wrong_settings_does_not_start_and_names_each_of_them()
    {
        using var data = new TemporaryFolder();

        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => RunningKiosk.StartAsync(
            data.Path, "Model=", "RetryDelay=02:00:00", "PreviewQuality=0", "EncoderThreads=-1", "AttendantKey=short", "Languages=en,tlh"));

        Assert.Equal(
            "Model: The KioskOptions.Model field is required.; "
            + "AttendantKey: AttendantKey must have 12 to 200 characters without blanks, or be empty.; "
            + "EncoderThreads: The field KioskOptions.EncoderThreads must be between 0 and 64.; "
            + "RetryDelay: The field KioskOptions.RetryDelay must be between 00:00:00.1000000 and 01:00:00.; "
            + "PreviewQuality: The field KioskOptions.PreviewQuality must be between 10 and 100.; "
            + "Languages: Languages must be codes with commas between, out of en,de,fr,es,ar.",
            refusal.Message);
    }
}
