using System.CommandLine;
using RetailKlip.Cli;

var root = new RootCommand("The technician's tool of RetailKlip.Edge: embeds pictures, builds galleries, recognises products, measures.")
{
    new BarcodeCommand(),
    new CalibrateCommand(),
    new EmbedCommand(),
    new EvaluateCommand(),
    new EvaluateScenesCommand(),
    new Command("gallery", "Builds, checks and moves galleries.")
    {
        new GalleryBuildCommand(),
        new GalleryInfoCommand(),
        new GalleryVerifyCommand(),
        new GalleryExportCommand(),
        new GalleryImportCommand(),
    },
    new MatchCommand(),
    new RecogniseCommand(),
    new Command("model", "Proves model packages.")
    {
        new ModelCheckCommand(),
    },
    new Command("bench", "Measures speed on this machine.")
    {
        new BenchSearchCommand(),
        new BenchLoadCommand(),
        new BenchPipelineCommand(),
    },
    new TufCommand(),
    new Command("keys", "Makes and changes the keys of an update repository.")
    {
        new KeysGenerateCommand(),
        new KeysInitCommand(),
        new KeysListCommand(),
        new KeysRotateCommand(),
        new KeysRevokeCommand(),
        new KeysDelegateCommand(),
        new KeysUndelegateCommand(),
        new KeysSignCommand(),
        new KeysPublishCommand(),
        new KeysRenewCommand(),
    },
    new ServerCommand(),
    new ProvisionCommand(),
    new DoctorCommand(),
};
return await CommandLine.RunAsync(root, args);
