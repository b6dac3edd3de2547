using RetailKlip.Kiosk;

if (args.Contains("--once"))
    return await OnceCheckout.RunAsync([.. args.Where(arg => arg != "--once")]);

await using var app = KioskHost.Build(args);
await app.RunAsync();
return app.Services.GetRequiredService<KioskHealth>().Failure is null ? 0 : 1;
