using System.Diagnostics;
using RetailKlip.Kiosk;

namespace RetailKlip.Tests.Kiosk;

/// <summary>Against a real broker: what it does not keep is not taken for delivered.</summary>
public sealed class MqttTests : IAsyncLifetime
{
    private const string Name = "mqtt/store", Password = "correct horse";

    private readonly TemporaryFolder _folder = new();
    private TillShop _shop = null!;

    public ValueTask InitializeAsync()
    {
        _shop = new TillShop(_folder.File("data"));
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _shop.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Events_reach_a_subscriber_in_order_also_over_a_restart_and_a_kill_of_the_broker()
    {
        await using var broker = await Broker.StartAsync(_folder.Path);
        await using var till = new Subscriber(broker, "shop/+/#");
        Deliver(new MqttOptions { Host = "127.0.0.1", Port = broker.Port, Topic = "shop/{kiosk}/{type}" });
        _shop.Sell();
        await till.UntilAsync(4);

        foreach (var kill in new[] { false, true })
        {
            await broker.StopAsync(kill);
            _shop.Sell();
            await broker.StartAgainAsync();
            await till.UntilAsync(kill ? 12 : 8);
        }

        TillMail.AssertWhole([.. _shop.Written], till.Got);
        Assert.Equal(["shop/kiosk-7/basket.opened", "shop/kiosk-7/line.added"], till.Topics.Take(2));
    }

    [Fact]
    public async Task Without_a_subscriber_nothing_is_taken_for_delivered()
    {
        await using var broker = await Broker.StartAsync(_folder.Path);
        Deliver(new MqttOptions { Host = "127.0.0.1", Port = broker.Port });
        _shop.Sell();
        await Eventually.TrueAsync(() => _shop.Delivery(Name).Fault is not null, () => "nobody noticed");
        Assert.Equal($"{broker.Address} has no subscriber to retailklip/kiosk-7/events, so that it would throw events away: subscribe to it",
            _shop.Delivery(Name).Fault!.Reason);
        Assert.Equal(4, _shop.Store.Outbox.DepthOf(Name).Pending);

        await using var till = new Subscriber(broker, "retailklip/+/events");

        await till.UntilAsync(4);
        TillMail.AssertWhole([.. _shop.Written], till.Got);
    }

    [Fact]
    public async Task A_broker_that_knows_its_clients_is_shown_name_and_password_through_TLS()
    {
        Run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
            "-keyout", _folder.File("key.pem"), "-out", _folder.File("cert.pem"));
        Run("mosquitto_passwd", "-b", "-c", _folder.File("users"), "kiosk", Password);
        await File.WriteAllTextAsync(_folder.File("password"), Password + "\n", TestContext.Current.CancellationToken);
        await using var broker = await Broker.StartAsync(_folder.Path, "allow_anonymous false", $"password_file {_folder.File("users")}",
            $"certfile {_folder.File("cert.pem")}", $"keyfile {_folder.File("key.pem")}");
        MqttOptions Known(string file) => new()
        {
            Host = "localhost", Port = broker.Port, Tls = true, AuthorityFile = file, User = "kiosk", PasswordFile = _folder.File("password"), NeedsSubscriber = false,
        };
        Deliver(Known(_folder.File("cert.pem")));
        _shop.Sell();
        await Eventually.TrueAsync(() => _shop.Store.Outbox.DepthOf(Name).Pending == 0, () => $"not delivered: {_shop.Delivery(Name).Fault}");

        // Neither a stranger's certificate nor a wrong password is let through.
        using var trusting = new MqttTarget(Known(""), TillShop.Kiosk);
        Assert.Contains("cannot be reached", await RefusalOf(trusting), StringComparison.Ordinal);
        await File.WriteAllTextAsync(_folder.File("password"), "wrong", TestContext.Current.CancellationToken);
        using var guessing = new MqttTarget(Known(_folder.File("cert.pem")), TillShop.Kiosk);
        Assert.Matches("NotAuthorized|BadUserNameOrPassword", await RefusalOf(guessing));
    }

    private void Deliver(MqttOptions options) => _shop.Deliver((Name, new MqttTarget(options, TillShop.Kiosk)));

    private static async Task<string> RefusalOf(MqttTarget target) =>
        (await Assert.ThrowsAsync<DeliveryException>(() => target.OpenAsync(TestContext.Current.CancellationToken))).Message;

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors);
    }
}
