using System.CommandLine;

namespace RetailKlip.Trainer;

/// <summary><c>klip-train study</c>.</summary>
internal sealed class StudyCommand : TrainerCommand
{
    private readonly Option<FileInfo> _config = new("--config")
    {
        Description = "The study's recipe, a JSON file.",
        HelpName = "FILE",
        Required = true,
    };

    private readonly Option<string> _device;

    public StudyCommand(Option<string> device)
        : base(
            "study",
            "Trains and measures RetailKLIP beside what it is compared with, resuming where it was stopped; report shows the result.")
    {
        _device = device;
        Add(_config);
        Add(device);
    }

    protected override async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        var recipe = StudyRecipe.Read(arguments.GetRequiredValue(_config).FullName);
        var device = DeviceMemory.Find(arguments.GetRequiredValue(_device));
        OpenCvSharp.Cv2.SetNumThreads(1);
        var study = new StudyRun(recipe, device, TimeProvider.System, new Lines());
        var result = await Task.Run(() => study.Execute(cancellation), CancellationToken.None);
        if (result is null)
        {
            await Console.Error.WriteLineAsync("Stopped; the same command goes on from there.");
            return 1;
        }
        Console.WriteLine($"{Path.Combine(recipe.Run, StudyResult.FileName)}: klip-train report {recipe.Run} shows it");
        return 0;
    }

    private sealed class Lines : IProgress<string>
    {
        public void Report(string value) => Console.Out.WriteLine(value);
    }
}
