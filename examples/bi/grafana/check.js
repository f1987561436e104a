// Checks dashboard.json: its shape against the types of @grafana/schema, and that every query runs and has rows.
//
//     npm i --ignore-scripts && node check.js
//
// psql finds the database with the views through the environment.
const {execFileSync} = require('child_process');
const fs = require('fs');
const path = require('path');

const dashboard = JSON.parse(fs.readFileSync(path.join(__dirname, 'dashboard.json')));

// The schema's types have enums where the JSON has their values, and leave options of panels open: Plain replaces the
// enums, and Typed puts in what each kind of panel takes. A misspelt name is an error, as the JSON stands in the source.
const source = `
import type {Dashboard, Panel} from '@grafana/schema';
import type * as bargauge from '@grafana/schema/dist/esm/raw/composable/bargauge/panelcfg/x/BarGaugePanelCfg_types.gen';
import type * as table from '@grafana/schema/dist/esm/raw/composable/table/panelcfg/x/TablePanelCfg_types.gen';
import type * as timeseries from '@grafana/schema/dist/esm/raw/composable/timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen';
import type * as xychart from '@grafana/schema/dist/esm/raw/composable/xychart/panelcfg/x/XYChartPanelCfg_types.gen';

type Plain<T> = unknown extends T ? T
    : T extends string ? \`\${T}\`
    : T extends number ? (number extends T ? number : \`\${T}\` extends \`\${infer N extends number}\` ? N : never)
    : T extends boolean | null | undefined ? T
    : T extends (infer E)[] ? Plain<E>[]
    : {[K in keyof T]: Plain<T[K]>};
type Target = {
    refId: string; format: 'table'; rawQuery: true; editorMode: 'code'; rawSql: string;
    datasource: {type: 'grafana-postgresql-datasource'; uid: string};
};
type Typed<Type extends string, Options, Custom> = Omit<Plain<Panel>, 'type' | 'options' | 'targets' | 'fieldConfig'> & {
    type: Type; options: Plain<Options>; targets: Target[];
    fieldConfig: Omit<NonNullable<Plain<Panel>['fieldConfig']>, 'defaults'> & {
        defaults: Omit<NonNullable<Plain<Panel>['fieldConfig']>['defaults'], 'custom'> & {custom?: Partial<Plain<Custom>>};
    };
};
type AnyPanel = Typed<'bargauge', bargauge.Options, {}> | Typed<'table', table.Options, table.FieldConfig>
    | Typed<'timeseries', timeseries.Options, timeseries.FieldConfig> | Typed<'xychart', xychart.Options, xychart.FieldConfig>;

export const dashboard: Omit<Plain<Dashboard>, 'panels'> & {panels: AnyPanel[]} = ${JSON.stringify(dashboard, null, 2)};
`;
const file = path.join(__dirname, 'dashboard.check.ts');
fs.writeFileSync(file, source);
try {
    execFileSync(path.join(__dirname, 'node_modules/.bin/tsc'),
                 ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', '--moduleResolution', 'nodenext', file], {stdio: 'inherit'});
} finally {
    fs.unlinkSync(file);
}
console.log('dashboard.json has the shape of @grafana/schema');

// What Grafana puts in for the variables and the macro.
function filled(sql) {
    return sql.replace(/\$\{device:sqlstring\}/g, "'desktop'").replace(/\$\{page:sqlstring\}/g, "'/'")
        .replace(/\$__timeFilter\((\w+)\)/g, "$1 BETWEEN '2026-01-05T00:00:00Z' AND '2026-02-02T00:00:00Z'");
}
const queries = dashboard.panels.flatMap(panel => panel.targets.map(target => [panel.title, target.rawSql]))
    .concat(dashboard.templating.list.filter(variable => variable.type === 'query').map(variable => [variable.name, variable.query]));
for (const [name, sql] of queries) {
    const rows = Number(execFileSync('psql', ['-XqAt', '-v', 'ON_ERROR_STOP=1', '-c', `SELECT count(*) FROM (${filled(sql)}) AS q`]));
    if (rows === 0) throw Error(`${name}: no rows`);
    console.log(`${name}: ${rows} rows`);
}
